import { Group, Panel, useDefaultLayout } from 'react-resizable-panels';
import { useStore } from 'zustand';
import { Canvas } from '../canvas/Canvas.tsx';
import { HumanAnswer } from '../dialogs/HumanAnswer.tsx';
import { Splitter } from '../widgets/Splitter.tsx';
import { useWorkbench } from '../workbench/workbench.ts';
import { DialogBoundary } from './DialogBoundary.tsx';
import { EmptyCanvas } from './EmptyCanvas.tsx';
import { Header } from './Header.tsx';
import { LeftRail } from './LeftRail.tsx';
import { layoutStorage } from './layout-storage.ts';
import { lazyAgain } from './lazy-again.tsx';
import { NarrowRail, NarrowRoom } from './NarrowRail.tsx';
import styles from './Layout.module.css';
import { PanelBoundary } from './PanelBoundary.tsx';
import { Problems } from './Problems.tsx';
import { StatusLine } from './StatusLine.tsx';
import { StorageBanner } from './StorageBanner.tsx';
import { useFirstPicture } from './use-first-picture.ts';
import { useMedia } from './use-media.ts';

// The canvas comes first; the panels around it are asked for when it has shown a workflow.
const Inspector = lazyAgain(async () => (await import('../inspector/Inspector.tsx')).Inspector);
const TimelinePanel = lazyAgain(async () => (await import('../timeline/TimelinePanel.tsx')).TimelinePanel);
const DetailPanel = lazyAgain(async () => (await import('../detail/DetailPanel.tsx')).DetailPanel);
const ExecutionBanners = lazyAgain(async () => (await import('./ExecutionBanners.tsx')).ExecutionBanners);

/** Not before there is an execution to tell of. */
function Banners() {
  const { debug, toasts } = useWorkbench();
  const isInspected = useStore(debug.store, (state) => state.execution !== undefined);
  if (!isInspected) return undefined;
  return (
    <DialogBoundary onFailure={(error) => toasts.error(error)}>
      <ExecutionBanners />
    </DialogBoundary>
  );
}

/** Rooms around the canvas; every border between them can be dragged, by mouse and by arrow keys, and is remembered. */
export function Layout() {
  const narrow = useMedia('(max-width: 1280px)');
  const { view } = useWorkbench();
  const open = useStore(view, (state) => state.leftOpen);
  const left = narrow ? (open ? 'room' : 'none') : 'rail';
  const rows = useDefaultLayout({ id: 'wtb.rows', storage: layoutStorage });
  return (
    <div className={styles['shell']}>
      <Header />
      <StorageBanner />
      <main className={styles['body']}>
        {narrow ? <NarrowRail /> : undefined}
        <Group orientation="vertical" className={styles['group']} {...rows}>
          <Panel id="top" minSize={200}>
            <TopRooms left={left} onCloseLeft={() => view.setState({ leftOpen: false })} />
          </Panel>
          <Splitter label="Height of the timeline" />
          <Panel
            id="bottom"
            defaultSize={narrow ? 240 : 292}
            minSize={120}
            collapsible
            groupResizeBehavior="preserve-pixel-size"
          >
            <BottomRooms />
          </Panel>
        </Group>
      </main>
      <StatusLine />
    </div>
  );
}

interface TopRoomsProps {
  /** What stands left of the canvas. */
  readonly left: 'rail' | 'room' | 'none';
  readonly onCloseLeft: () => void;
}

function TopRooms({ left, onCloseLeft }: TopRoomsProps) {
  const hasPicture = useFirstPicture();
  const panels = left === 'none' ? ['canvas', 'inspector'] : ['left', 'canvas', 'inspector'];
  const columns = useDefaultLayout({ id: `wtb.columns.${left}`, panelIds: panels, storage: layoutStorage });
  return (
    <Group key={left === 'rail' ? 'wide' : 'narrow'} orientation="horizontal" className={styles['group']} {...columns}>
      {left === 'none' ? undefined : (
        <>
          <Panel
            id="left"
            defaultSize={left === 'rail' ? 228 : 212}
            minSize={180}
            maxSize={420}
            collapsible
            groupResizeBehavior="preserve-pixel-size"
          >
            {left === 'rail' ? <LeftRail /> : <NarrowRoom onClose={onCloseLeft} />}
          </Panel>
          <Splitter label="Width of the left rail" />
        </>
      )}
      <Panel id="canvas" minSize={280}>
        <Canvas>
          <Banners />
          <EmptyCanvas />
          <HumanAnswer />
        </Canvas>
      </Panel>
      <Splitter label="Width of the inspector" />
      <Panel
        id="inspector"
        defaultSize={left === 'rail' ? 336 : 316}
        minSize={240}
        maxSize={900}
        collapsible
        groupResizeBehavior="preserve-pixel-size"
      >
        <PanelBoundary name="inspector">{hasPicture ? <Inspector /> : undefined}</PanelBoundary>
      </Panel>
    </Group>
  );
}

function BottomRooms() {
  const { editor } = useWorkbench();
  const hasPicture = useFirstPicture();
  const columns = useDefaultLayout({ id: 'wtb.bottom', storage: layoutStorage });
  const problemCount = useStore(editor.store, (state) => state.problems.length);
  return (
    <Group orientation="horizontal" className={styles['group']} {...columns}>
      <Panel id="timeline" defaultSize="51%" minSize={320}>
        <PanelBoundary name="timeline">
          {hasPicture ? <TimelinePanel problems={<Problems />} problemCount={problemCount} /> : undefined}
        </PanelBoundary>
      </Panel>
      <Splitter label="Width of the timeline" />
      <Panel id="detail" minSize={260} collapsible>
        <PanelBoundary name="detail">{hasPicture ? <DetailPanel /> : undefined}</PanelBoundary>
      </Panel>
    </Group>
  );
}
