export function Dialogs() {
  return undefined;
}
