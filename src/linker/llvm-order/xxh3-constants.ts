/**
 * The numbers that XXH3 is made of: its primes and its default secret of 192 bytes. They are part of the algorithm's
 * specification; nothing is computed here.
 */

export const PRIME32_1 = 0x9e3779b1;
export const PRIME32_2 = 0x85ebca77;
export const PRIME32_3 = 0xc2b2ae3d;

export const PRIME64_1 = 0x9e3779b185ebca87n;
export const PRIME64_2 = 0xc2b2ae3d27d4eb4fn;
export const PRIME64_3 = 0x165667b19e3779f9n;
export const PRIME64_4 = 0x85ebca77c2b2ae63n;
export const PRIME64_5 = 0x27d4eb2f165667c5n;

const SECRET_HEX =
  'b8fe6c3923a44bbe7c01812cf721ad1cded46de9839097db7240a4a4b7b3671f' +
  'cb79e64eccc0e578825ad07dccff7221b8084674f743248ee03590e6813a264c' +
  '3c2852bb91c300cb88d0658b1b532ea371644897a20df94e3819ef46a9deacd8' +
  'a8fa763fe39c343ff9dcbbc7c70b4f1d8a51e04bcdb45931c89f7ec9d9787364' +
  'eac5ac8334d3ebc3c581a0fffa1363eb170ddd51b7f0da49d316552629d4689e' +
  '2b16be587d47a1fc8ff8b8d17ad031ce45cb3a8f95160428afd7fbcabb4b407e';

/** The default secret, 192 bytes. */
export const secret = new DataView(
  Uint8Array.from({ length: SECRET_HEX.length / 2 }, (_, at) =>
    Number.parseInt(SECRET_HEX.slice(2 * at, 2 * at + 2), 16),
  ).buffer,
);
