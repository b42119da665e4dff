/** How our own trials of a link call themselves, so that they are not taken for a reviewer's. */
export const ownAgent = 'Greenroom (link check)'
