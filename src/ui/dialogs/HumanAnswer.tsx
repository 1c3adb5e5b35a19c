export function HumanAnswer() {
  return undefined;
}
