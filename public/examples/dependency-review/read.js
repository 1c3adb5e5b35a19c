// Reads a lock file into a flat list of packages, each with how far it is from the project and who needs it.

function parseLock(file, fallback) {
  if (!file?.text) {
    if (file?.fileName) throw new Error(`${file.fileName} is empty: a package-lock.json is needed.`);
    return fallback;
  }
  const name = file.fileName || 'The file';
  let lock;
  try {
    lock = JSON.parse(file.text);
  } catch (error) {
    throw new Error(`${name} is not JSON: ${error.message}`, { cause: error });
  }
  if (lock === null || typeof lock !== 'object' || Array.isArray(lock)) throw new Error(`${name} is not a lock file: it holds no object.`);
  if (typeof lock.packages !== 'object' || lock.packages === null) {
    const version = lock.lockfileVersion;
    const hint = version === 1 ? ' It has version 1; npm 7 or newer writes one that can be read.' : '';
    throw new Error(`${name} is not a lock file of npm: it has no "packages".${hint}`);
  }
  for (const [path, entry] of Object.entries(lock.packages)) {
    if (entry === null || typeof entry !== 'object') throw new Error(`${name}: packages["${path}"] is not an object.`);
  }
  if (!lock.packages['']) throw new Error(`${name} does not say what the project itself needs: packages[""] is missing.`);
  return lock;
}

const nameOf = (path) => path.slice(path.lastIndexOf('node_modules/') + 'node_modules/'.length);

/** Where Node would find a dependency: in the package's own folder, or in the nearest one above. */
function resolve(packages, from, name) {
  for (let folder = from; ; ) {
    const path = folder === '' ? `node_modules/${name}` : `${folder}/node_modules/${name}`;
    if (packages[path]) return path;
    if (folder === '') return undefined;
    const above = folder.lastIndexOf('node_modules/');
    folder = above <= 0 ? '' : folder.slice(0, above - 1);
  }
}

/** Steps from the project to every package, by breadth. */
function depthsOf(packages) {
  const depths = new Map([['', 0]]);
  const queue = [''];
  for (const path of queue) {
    const { dependencies, optionalDependencies, peerDependencies, devDependencies } = packages[path];
    const needed = { ...dependencies, ...optionalDependencies, ...peerDependencies, ...(path === '' ? devDependencies : {}) };
    for (const name of Object.keys(needed)) {
      const found = resolve(packages, path, name);
      if (found === undefined || depths.has(found)) continue;
      depths.set(found, depths.get(path) + 1);
      queue.push(found);
    }
  }
  return depths;
}

export default ({ context, remove, log }) => {
  const lock = parseLock(context.file, context.lockfile);
  const depths = depthsOf(lock.packages);
  const packages = Object.entries(lock.packages)
    .filter(([path, entry]) => path.includes('node_modules/') && !entry.link)
    .map(([path, entry]) => ({
      path,
      name: nameOf(path),
      version: entry.version ?? null,
      licence: typeof entry.license === 'string' ? entry.license : null,
      depth: depths.get(path) ?? null,
      ships: !entry.dev,
      optional: Boolean(entry.optional),
      runsScript: Boolean(entry.hasInstallScript),
      deprecated: Boolean(entry.deprecated),
      pinned: Boolean(entry.integrity) || Boolean(entry.inBundle),
    }));
  remove('lockfile');
  remove('file');
  const project = { name: lock.name ?? 'unnamed', version: lock.version ?? null, packages: packages.length };
  const shipped = packages.filter((each) => each.ships).length;
  log(`${project.name}: ${packages.length} packages, ${shipped} of them ship`);
  return { project, packages, journal: `read: ${packages.length} packages of ${project.name}, ${shipped} of them ship` };
};
