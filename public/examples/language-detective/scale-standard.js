// Every column gets mean 0 and standard deviation 1, so that no unit outweighs another.
import { mean, standardDeviation } from 'simple-statistics';

const round = (number) => Math.round(number * 10_000) / 10_000;

export default ({ context, log }) => {
  const { x, features, guest } = context;
  const ranges = features.map((_, column) => {
    const values = x.map((row) => row[column]);
    return { mean: mean(values), deviation: standardDeviation(values) || 1 };
  });
  const scale = (row) => row.map((value, column) => round((value - ranges[column].mean) / ranges[column].deviation));

  log(`${features.length} columns to mean 0, deviation 1`);
  return {
    x: x.map(scale),
    guest: guest?.x ? { ...guest, x: scale(guest.x) } : guest,
    scaling: { method: 'standard', ranges },
    journal: `scale: ${features.length} columns to mean 0 and deviation 1`,
  };
};
