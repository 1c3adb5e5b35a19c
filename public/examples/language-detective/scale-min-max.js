// Every column is squeezed between 0 and 1: bounded, and a single extreme file flattens its column.

const round = (number) => Math.round(number * 10_000) / 10_000;

export default ({ context, log }) => {
  const { x, features, guest } = context;
  const ranges = features.map((_, column) => {
    const values = x.map((row) => row[column]);
    const least = Math.min(...values);
    return { least, width: Math.max(...values) - least || 1 };
  });
  const scale = (row) => row.map((value, column) => round((value - ranges[column].least) / ranges[column].width));

  log(`${features.length} columns to 0 … 1`);
  return {
    x: x.map(scale),
    guest: guest?.x ? { ...guest, x: scale(guest.x) } : guest,
    scaling: { method: 'min-max', ranges },
    journal: `scale: ${features.length} columns to 0 … 1`,
  };
};
