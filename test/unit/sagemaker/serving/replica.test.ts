import { type KeptServer, Replica } from '../../../../local/sagemaker/serving/fleets/replica';

/** A server that ends when the test says so. */
class FakeServer implements KeptServer {
  static made = 0;
  readonly url = `http://127.0.0.1/${++FakeServer.made}`;
  stopped = 0;
  die: () => void = () => undefined;
  readonly ended = new Promise<void>(resolve => {
    this.die = resolve;
  });

  async stop(): Promise<void> {
    this.stopped += 1;
    this.die();
  }

  kill(): void {
    this.die();
  }
}

const until = async (condition: () => boolean) => {
  for (let waited = 0; !condition(); waited += 5) {
    if (waited > 3_000) throw new Error('nothing after 3 s');
    await new Promise(resolve => setTimeout(resolve, 5));
  }
};

/** A replica whose servers come from `outcomes`, one a launch; an Error is one that fails. */
async function replicaOf(outcomes: (FakeServer | Error)[], firstPauseMs = 1) {
  const log: string[] = [];
  const launch = async () => {
    const next = outcomes.shift() ?? new Error('no more');
    if (next instanceof Error) throw next;
    return next;
  };
  const replica = await Replica.start(
    { launch, log: line => log.push(line), firstPauseMs },
    new AbortController().signal,
  );
  return { replica, log };
}

test('a server that dies is replaced, after pauses that grow with each failure', async () => {
  const [first, second] = [new FakeServer(), new FakeServer()];
  const { replica, log } = await replicaOf([first, new Error('disk full'), new Error('disk full'), second], 8);
  expect(replica.url).toBe(first.url);
  first.die();
  await until(() => replica.url === second.url);
  expect(log).toEqual([8, 16].map(pause => `was not started again, next try in ${2 * pause} ms: disk full`));
  expect(first.stopped).toBe(1); // its folder and its log are closed
  await replica.stop();
});

test('the first start is tried once', async () => {
  await expect(replicaOf([new Error('no image')])).rejects.toThrow('no image');
});

test('draining waits for the requests that are under way, and no longer than it may', async () => {
  const server = new FakeServer();
  const { replica } = await replicaOf([server]);
  let answer: () => void = () => undefined;
  const request = replica.during(() => new Promise<void>(resolve => (answer = resolve)));
  const drained = replica.drain(60_000);
  await new Promise(resolve => setTimeout(resolve, 50));
  expect([server.stopped, replica.inFlight]).toEqual([0, 1]);
  answer();
  await Promise.all([request, drained]);
  expect([server.stopped, replica.inFlight, replica.url]).toEqual([1, 0, undefined]);

  const stuck = new FakeServer();
  const { replica: other } = await replicaOf([stuck]);
  void other.during(() => new Promise<void>(() => undefined));
  await other.drain(20);
  expect(stuck.stopped).toBe(1);
});

test('a replica that is stopped starts nothing again', async () => {
  const server = new FakeServer();
  const { replica } = await replicaOf([server, new FakeServer()], 30);
  server.die();
  await until(() => replica.url === undefined);
  await replica.stop();
  await new Promise(resolve => setTimeout(resolve, 80));
  expect(replica.url).toBeUndefined();
});
