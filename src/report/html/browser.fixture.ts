/** The browser that tests open pages in: Debian's Chromium, or Chrome. Tests only. */
import { accessSync } from 'node:fs';

/** Undefined where there is none. */
export const chromiumPath = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'].find(
  (path) => {
    try {
      accessSync(path);
      return true;
    } catch {
      return false;
    }
  },
);

/** For the name of what is skipped without it. */
export const chromiumMissing =
  chromiumPath === undefined ? ' (skipped: no Chromium here; scripts/install-native.sh installs it)' : '';
