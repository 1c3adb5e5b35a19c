import { StandstillBanner } from '../run-bar/StandstillBanner.tsx';
import { EditedBanner } from './EditedBanner.tsx';

/** What there is to say of the execution under inspection, over the canvas. */
export function ExecutionBanners() {
  return (
    <>
      <StandstillBanner />
      <EditedBanner />
    </>
  );
}
