/** A message as a short stable word for a key: without numbers, names in quotes, and what stands after the first line. */
export function messageSlug(message: string): string {
  const words = message
    .split('\n')[0]!
    .replace(/["'`“][^"'`”]*["'`”]/g, '')
    .replace(/0x[0-9a-f]+|[-+@#]*\d+/gi, '')
    .toLowerCase()
    .split(/[^a-z]+/)
    .filter((word) => word !== '');
  return words.slice(0, 8).join('-') || 'unnamed';
}
