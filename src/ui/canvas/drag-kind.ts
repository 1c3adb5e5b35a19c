/** Data type under which the palette hands a node kind over to the canvas while dragging. */
export const kindDataType = 'application/x-wtb-node-kind';
