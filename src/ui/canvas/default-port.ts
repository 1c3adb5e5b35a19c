/** The port of an edge that names none, as the document format says; repeated here because the schema's module is not for the first load. */
export const defaultPort = 'next';
