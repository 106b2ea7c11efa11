/** How the files that look for features give what they found: a word, and whether it is there. */

export type AddFeature = (word: string, is: boolean | undefined) => void;
