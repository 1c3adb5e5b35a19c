import { lazy, Suspense } from 'react';
import { Group, Panel, useDefaultLayout } from 'react-resizable-panels';
import { useStore } from 'zustand';
import { Canvas } from '../canvas/Canvas.tsx';
import { StandstillBanner } from '../run-bar/StandstillBanner.tsx';
import { Splitter } from '../widgets/Splitter.tsx';
import { useWorkbench } from '../workbench/workbench.ts';
import { EditedBanner } from './EditedBanner.tsx';
import { EmptyCanvas } from './EmptyCanvas.tsx';
import { Header } from './Header.tsx';
import { LeftRail } from './LeftRail.tsx';
import { layoutStorage } from './layout-storage.ts';
import { NarrowRail } from './NarrowRail.tsx';
import styles from './Layout.module.css';
import { Problems } from './Problems.tsx';
import { StatusLine } from './StatusLine.tsx';
import { StorageBanner } from './StorageBanner.tsx';
import { useMedia } from './use-media.ts';

// The canvas comes first; the panels around it arrive as soon as they are there.
const Inspector = lazy(async () => ({ default: (await import('../inspector/Inspector.tsx')).Inspector }));
const TimelinePanel = lazy(async () => ({ default: (await import('../timeline/TimelinePanel.tsx')).TimelinePanel }));
const DetailPanel = lazy(async () => ({ default: (await import('../detail/DetailPanel.tsx')).DetailPanel }));

/** Rooms around the canvas; every border between them can be dragged, by mouse and by arrow keys, and is remembered. */
export function Layout() {
  const narrow = useMedia('(max-width: 1280px)');
  const rows = useDefaultLayout({ id: 'wtb.rows', storage: layoutStorage });
  return (
    <div className={styles['shell']}>
      <Header />
      <StorageBanner />
      <div className={styles['body']}>
        {narrow ? <NarrowRail /> : undefined}
        <Group orientation="vertical" className={styles['group']} {...rows}>
          <Panel id="top" minSize={200}>
            <TopRooms narrow={narrow} />
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
      </div>
      <StatusLine />
    </div>
  );
}

function TopRooms({ narrow }: { readonly narrow: boolean }) {
  const columns = useDefaultLayout({ id: narrow ? 'wtb.columns.narrow' : 'wtb.columns', storage: layoutStorage });
  return (
    <Group key={String(narrow)} orientation="horizontal" className={styles['group']} {...columns}>
      {narrow ? undefined : (
        <>
          <Panel
            id="left"
            defaultSize={228}
            minSize={180}
            maxSize={420}
            collapsible
            groupResizeBehavior="preserve-pixel-size"
          >
            <LeftRail />
          </Panel>
          <Splitter label="Width of the left rail" />
        </>
      )}
      <Panel id="canvas" minSize={280}>
        <Canvas>
          <StandstillBanner />
          <EditedBanner />
          <EmptyCanvas />
        </Canvas>
      </Panel>
      <Splitter label="Width of the inspector" />
      <Panel
        id="inspector"
        defaultSize={narrow ? 320 : 336}
        minSize={240}
        maxSize={900}
        collapsible
        groupResizeBehavior="preserve-pixel-size"
      >
        <div className={styles['side']}>
          <Suspense fallback={<Loading />}>
            <Inspector />
          </Suspense>
        </div>
      </Panel>
    </Group>
  );
}

function BottomRooms() {
  const { editor } = useWorkbench();
  const columns = useDefaultLayout({ id: 'wtb.bottom', storage: layoutStorage });
  const problemCount = useStore(editor.store, (state) => state.problems.length);
  return (
    <Group orientation="horizontal" className={styles['group']} {...columns}>
      <Panel id="timeline" defaultSize="51%" minSize={320}>
        <div className={styles['side']}>
          <Suspense fallback={<Loading />}>
            <TimelinePanel problems={<Problems />} problemCount={problemCount} />
          </Suspense>
        </div>
      </Panel>
      <Splitter label="Width of the timeline" />
      <Panel id="detail" minSize={260} collapsible>
        <div className={styles['side']}>
          <Suspense fallback={<Loading />}>
            <DetailPanel />
          </Suspense>
        </div>
      </Panel>
    </Group>
  );
}

function Loading() {
  return <p className={styles['loading']}>Loading…</p>;
}
