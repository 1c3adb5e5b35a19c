import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { code, CommandLine, delay, flow, human, transform } from './command-line.ts';

let line: CommandLine;
beforeEach(() => {
  line = new CommandLine();
});
afterEach(() => line.dispose());

const chain = () =>
  flow(
    {
      a: transform("{ 'x': 1 }"),
      b: transform("{ 'y': x * 10 }", {
        variants: [
          { id: 'v', config: { expression: "{ 'y': x * 10 }" } },
          { id: 'w', config: { expression: "{ 'y': x * 100 }" } },
        ],
      }),
      c: transform("{ 'z': y + 1 }"),
    },
    ['a b', 'b c'],
  );

/** A session from its commands; gives what was said after each. */
async function debug(document: object, commands: readonly string[], args: readonly string[] = []) {
  const ran = await line.run(['run', line.write('flow.json', document), '--debug', ...args], {
    stdin: [`${commands.join('\n')}\n`],
  });
  const [head = '', ...parts] = ran.out.split(/^\(wtb\) .*\n/m);
  return { ...ran, head, said: parts };
}

describe('wtb run --debug', () => {
  it('holds before the first step, steps, and says what each step wrote', async () => {
    const { head, said, code } = await debug(chain(), ['step', 'step', 'continue']);
    expect(head).toContain('paused at c0 after 0 steps, next a');
    expect(said[0]).toBe('✓ c1 a  +x 1\npaused at c1 after 1 step, next b\n');
    expect(said[1]).toContain('✓ c2 b  +y 10');
    expect(said[2]).toContain('✓ c3 c  +z 11');
    expect(said[2]).toContain('completed at c3 after 3 steps');
    expect(code).toBe(0);
  });

  it('repeats the last move on an empty line, and steps n times', async () => {
    expect((await debug(chain(), ['s', ''])).said[1]).toContain('at c2 after 2 steps');
    expect((await debug(chain(), ['s 2'])).said[0]).toContain('at c2 after 2 steps');
  });

  it('holds at breakpoints, before and after, and lists and clears them', async () => {
    const { said } = await debug(chain(), [
      'break c',
      'b a after',
      'bl',
      'c',
      'c',
      'clear c',
      'bl',
      'break nope',
      'clear c',
    ]);
    expect(said[2]).toBe('  before c\n  after a\n');
    expect(said[3]).toContain('● breakpoint after a');
    expect(said[3]).toContain('paused at c1');
    expect(said[4]).toContain('● breakpoint before c');
    expect(said[4]).toContain('paused at c2');
    expect(said[6]).toBe('  after a\n');
    expect(said[7]).toContain('There is no node nope.');
    expect(said[8]).toContain('There is no breakpoint at c.');
  });

  it('prints keys and expressions, the context, and what differs', async () => {
    const { said } = await debug(chain(), ['s 2', 'p y', 'p x + y', 'p nope', 'ctx', 'diff', 'diff c0 c2']);
    expect(said[1]).toBe('10\n');
    expect(said[2]).toBe('11\n');
    expect(said[3]).toContain('context/missing-key');
    expect(said[4]).toBe('  x  1  by a\n  y  10  by b\n');
    expect(said[5]).toBe('c1 → c2\n  + y  10\n');
    expect(said[6]).toBe('c0 → c2\n  + x  1\n  + y  10\n');
  });

  it('goes back and on, swaps a variant, sets a key', async () => {
    const { said } = await debug(chain(), [
      'c',
      'back 2',
      'swap b w',
      's',
      'set x=5',
      'back 2',
      's',
      'goto c3',
      'steps',
    ]);
    expect(said[1]).toContain('paused at c1 after 1 step, next b');
    expect(said[2]).toContain('b: v → w');
    expect(said[3]).toContain('+y 100');
    expect(said[4]).toMatch(/✎ c\d+ x/);
    expect(said[7]).toContain('paused at c3 after 3 steps');
    expect(said[8]).toMatch(/c0 .*\n {2}c1 +a.*\n {2}c2 +b.*\n {2}c3 +c/);
  });

  it('shows the graph around what is next, and what is live', async () => {
    const { said } = await debug(chain(), ['s', 'list', 'live', 'list c']);
    expect(said[1]).toContain('from a');
    expect(said[1]).toMatch(/▶ b {2}transform {2}v, w/);
    expect(said[1]).toContain('to   c');
    expect(said[2]).toBe('  b  ready\n');
    expect(said[3]).toContain('from b');
  });

  it('holds at an error and goes on with another variant', async () => {
    const broken = flow({
      a: code('() => 1', {
        output: 'x',
        variants: [
          { id: 'bad', config: { source: 'export default () => { throw new Error("no luck"); }', params: {} } },
          { id: 'good', config: { source: 'export default () => 1', params: {} } },
        ],
      }),
    });
    const { said, code: exit } = await debug(broken, ['c', 'swap a good', 'c']);
    expect(said[0]).toContain('no luck');
    expect(said[0]).toContain('paused at c0');
    expect(said[2]).toContain('completed');
    expect(exit).toBe(0);
    expect((await debug(broken, ['c', 'q'])).code).toBe(1);
  });

  it.each([[], ['--clock', 'simulated']])('comes to the prompt at a question with a deadline %s', async (...clock) => {
    const asking = flow(
      {
        x: transform('{}'),
        a: human('Ship?', { deadlineMs: 600_000 }),
        late: transform("{ 'late': true }"),
        z: transform("{ 'z': ok }"),
      },
      ['x a', 'a z', 'a late timeout'],
    );
    const { said, code: exit } = await debug(asking, ['c', 'answer {"ok": true}', 'p z'], clock);
    expect(said[0]).toContain('waiting at c1');
    expect(said[0]).toContain('? a asks "Ship?": answer a <json>');
    expect(said[1]).toContain('completed');
    expect(said[2]).toBe('true\n');
    expect(exit).toBe(0);
  });

  it('lets the deadline of a question pass in simulated time when it is told to go on', async () => {
    const asking = flow({ a: human('Ship?', { deadlineMs: 600_000 }), late: transform("{ 'late': true }") }, [
      'a late timeout',
    ]);
    const { said } = await debug(asking, ['c', 'live', 'c'], ['--clock', 'simulated']);
    expect(said[0]).toContain('waiting at c0');
    expect(said[1]).toContain('a  waits (human: Ship?)');
    expect(said[2]).toContain('a by timeout');
    expect(said[2]).toContain('completed at c2');
  });

  it('says of an error where it was, and whether it is caught', async () => {
    const failing = flow(
      {
        m: { kind: 'map', config: { graph: 'item', over: '[1, 2]', onFailure: { tolerate: 1 } } },
        a: code("() => { throw new Error('no a') }", { onError: 'continue' }),
        b: code("() => { throw new Error('no b') }"),
      },
      ['m a', 'a b'],
      {
        graphs: {
          item: {
            nodes: [
              {
                id: 's',
                kind: 'assert',
                variants: [{ id: 'v', config: { expression: 'item = 1', message: 'not one' } }],
              },
            ],
            edges: [],
          },
        },
      },
    );
    const { said } = await debug(failing, ['c']);
    expect(said[0]).toMatch(/at node m\[1\]\/s, .*\n(.*\n)? {2}caught: m\[1\] fails\n/);
    expect(said[0]).toMatch(/✗ c\d+ a caught: no a/);
    expect(said[0]).toMatch(/no b\n {2}at node b/);
    expect(said[0]?.match(/caught/g)).toHaveLength(2);
  });

  it('answers questions', async () => {
    const { said } = await debug(flow({ a: human('Ship?') }), ['c', 'answer {"ok": true}', 'p ok']);
    expect(said[0]).toContain('waiting at c0');
    expect(said[0]).toContain('? a asks "Ship?"');
    expect(said[1]).toContain('completed');
    expect(said[2]).toBe('true\n');
  });

  describe('scopes', () => {
    const scoped = () =>
      flow(
        {
          m: { kind: 'map', config: { graph: 'item', over: 'list', result: 'y' }, output: 'out' },
          z: transform("{ 'z': $sum(out) }"),
        },
        ['m z'],
        {
          context: { initial: { list: [1, 2] } },
          limits: { maxConcurrency: 1 },
          graphs: {
            item: {
              nodes: [
                { id: 's', kind: 'transform', variants: [{ id: 'v', config: { expression: "{ 'y': item * 10 }" } }] },
              ],
              edges: [],
            },
          },
        },
      );

    it('are stepped over, into and out of', async () => {
      const over = await debug(scoped(), ['over', 'p out', 'c']);
      expect(over.said[0]).toContain('next z');
      expect(over.said[1]).toBe('[\n  10,\n  20\n]\n');
      expect(over.said[2]).toContain('+z 30');
      const into = await debug(scoped(), ['into', 'into', 'list', 'out']);
      expect(into.said[0]).toContain('map[0]'.replace('map', 'm'));
      expect(into.said[3]).toContain('next z');
      expect(into.code).toBe(0);
    });

    it('show the values that whoever is next sees', async () => {
      const { said } = await debug(scoped(), ['b item/s', 'c', 'p item', 'list', 'back', 'c']);
      expect(said[1]).toContain('next m[0]/s');
      expect(said[2]).toBe('1\n');
      expect(said[3]).toContain('in graph item');
    });
  });

  describe('paths', () => {
    /** `m` over two items, in each the loop `l` twice around `s`; then `z`. */
    const nested = () => {
      const node = (id: string, expression: string, other = expression) => ({
        id,
        kind: 'transform',
        variants: [
          { id: 'v', config: { expression } },
          { id: 'w', config: { expression: other } },
        ],
      });
      const scope = (id: string, kind: string, config: object) => ({ id, kind, variants: [{ id: 'v', config }] });
      return flow(
        {
          m: { kind: 'map', config: { graph: 'item', over: 'list', result: 'n' }, output: 'out' },
          z: transform("{ 'z': 1 }"),
        },
        ['m z'],
        {
          context: { initial: { list: [1, 2], n: 0 } },
          limits: { maxConcurrency: 1 },
          graphs: {
            item: { nodes: [scope('l', 'loop', { graph: 'round', while: 'n < 2' })], edges: [] },
            round: { nodes: [node('s', "{ 'n': n + 1 }", "{ 'n': n + 10 }")], edges: [] },
          },
        },
      );
    };

    it('are where breakpoints hold, and what lists and removes them', async () => {
      const { said } = await debug(nested(), [
        'break m[1]/l[2]/s',
        'b m[*]/l[1]/s after',
        'bl',
        'c',
        'c',
        'c',
        'clear m[*]/l[1]/s',
        'bl',
        'clear round/s',
        'c',
      ]);
      expect(said[0]).toBe('Breakpoint before m[1]/l[2]/s.\n');
      expect(said[2]).toBe('  before m[1]/l[2]/s  (round/s there alone)\n  after m[*]/l[1]/s  (round/s there alone)\n');
      expect(said[3]).toContain('● breakpoint after m[0]/l[1]/s');
      expect(said[4]).toContain('● breakpoint after m[1]/l[1]/s');
      expect(said[5]).toContain('● breakpoint before m[1]/l[2]/s');
      expect(said[5]).toContain('next m[1]/l[2]/s');
      expect(said[6]).toBe('1 removed.\n');
      expect(said[7]).toBe('  before m[1]/l[2]/s  (round/s there alone)\n');
      expect(said[8]).toBe('1 removed.\n');
      expect(said[9]).toContain('completed');
    });

    it('that lead nowhere are refused', async () => {
      const { said } = await debug(nested(), ['break m[1]/x', 'break m[1', 'goto m[7]/l[1]/s', 'step m[0]/l']);
      expect(said[0]).toContain('There is no node at m[1]/x.');
      expect(said[1]).toContain('There is no node at m[1.');
      expect(said[2]).toContain('There is no step at m[7]/l[1]/s');
      expect(said[3]).toContain('Nothing is live at m[0]/l.');
    });

    it('are gone back to, printed at, compared, stepped, swapped and looked around', async () => {
      const { said } = await debug(nested(), [
        'c',
        'print @m[1]/l[1]/s n + item',
        'diff m[0]/l[1]/s m[1]/l[2]/s',
        'diff m[1]/l[2]/s',
        'ctx m[1]',
        'back m[1]/l[1]/s',
        'list m[0]/l[1]/s',
        'swap m[1]/l[2]/s w',
        'into',
        'step m[1]/l[2]/s',
        'diff',
        'goto m[0]',
      ]);
      expect(said[1]).toBe('3\n');
      expect(said[2]).toBe(
        'm[0]/l[1]/s → m[1]/l[2]/s\n  ~ index  0 → 1\n  ~ item  1 → 2\n  ~ iteration  1 → 2\n  ~ n  1 → 2\n',
      );
      expect(said[3]).toMatch(/^c\d+ → c\d+ in m\[1\]\/l\[2\]\n {2}~ n {2}1 → 2\n$/);
      expect(said[4]).toContain('  item  2');
      expect(said[5]).toContain('paused at c9 after 4 steps');
      expect(said[6]).toContain('in graph round');
      expect(said[7]).toContain('round/s: v → w');
      expect(said[9]).toContain('m[1]/l[2]/s  ~n 11');
      expect(said[10]).toContain('  ~ n  1 → 11');
      expect(said[11]).toMatch(/paused at c1 after 0 steps/);
    });

    it('are what executions are compared at', async () => {
      await line.run(['run', line.write('flow.json', nested()), '--bundle', 'run.wtb.json']);
      const { out } = await line.run(['diff', 'run.wtb.json@m[0]/l[1]/s', 'run.wtb.json@m[1]/l[2]/s']);
      expect(out.trim().split('\n')).toEqual(['~ index  0 → 1', '~ item  1 → 2', '~ iteration  1 → 2', '~ n  1 → 2']);
    });

    it('hold again when a stored execution is resumed', async () => {
      const store = ['--store', 'runs'];
      await debug(nested(), ['break m[1]/l[2]/s'], store);
      const again = await line.run(['run', '--resume', 'last', ...store, '--debug'], { stdin: ['bl\nc\n'] });
      expect(again.out).toContain('  before m[1]/l[2]/s  (round/s there alone)');
      expect(again.out).toContain('● breakpoint before m[1]/l[2]/s');
    });
  });

  it('lets no simulated time pass at the prompt', async () => {
    const { said } = await debug(
      flow({ a: delay(86_400_000), b: code('() => {}') }, ['a b']),
      ['s', 'ctx', 's'],
      ['--clock', 'simulated'],
    );
    expect(said[0]).toContain('paused at c1');
    expect(said[2]).toContain('at c2 after 2 steps');
  });

  it('says with each refusal what to type instead', async () => {
    const refused = async (...commands: string[]) => {
      const said = (await debug(chain(), commands)).said[commands.length - 1] ?? '';
      expect(said).toContain('✗');
      return said.split('→ ')[1]?.split('\n')[0] ?? '';
    };
    const over = 'It is over; back or goto <checkpoint> leads to an earlier step, from which it goes on.';
    expect(await refused('back')).toBe('step or continue goes on from here.');
    expect(await refused('c', 's')).toBe(over);
    expect(await refused('c', 'step 3')).toBe(over);
    expect(await refused('c', 'set x=1')).toBe(over);
    expect(await refused('stop', 'c')).toBe('It is over; goto c0 begins again.');
    expect((await debug(chain(), ['stop', 'goto c0', 'c'])).said[2]).toContain('completed at c');
    expect(await refused('goto c99')).toContain('steps lists');
    expect(await refused('diff c99')).toContain('steps lists');
    expect(await refused('p 1 +')).toContain('JSONata');
    expect(await refused('set')).toBe('set <key>=<json>');
    expect(await refused('back 0')).toBe('back [n | path]');
    const asked = await debug(flow({ a: human('Ship?') }), ['c', 's']);
    expect(asked.said[1]).toMatch(/✗ .*\n.*→ answer <path> <json>/);
  });

  it('says what it does not know, and leaves at the end of input with the report', async () => {
    const ran = await debug(chain(), ['frobnicate', 's', 'help'], ['--json']);
    expect(ran.said[0]).toContain('There is no command frobnicate.');
    expect(ran.said[2]).toContain('continue, c');
    expect(ran.said[2]).toMatch(/"status": "paused"/);
    expect(ran.code).toBe(0);
  });
});
