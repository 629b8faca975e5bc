// Where a bundle's files come from: the server that published it, or a folder of yours.
import { api, ApiProblem } from "../api/client";

export interface BundleFiles {
  read(name: string): Promise<Uint8Array<ArrayBuffer>>;
}

export interface Dropped { readonly path: string; readonly file: File }

/** Each file is asked for once; a server that says "slow down" is obeyed. */
export function published(slug: string, signal: AbortSignal, bytes: typeof api.bytes = api.bytes): BundleFiles {
  const asked = new Map<string, Promise<Uint8Array<ArrayBuffer>>>();
  const fetchFile = async (name: string): Promise<Uint8Array<ArrayBuffer>> => {
    for (let wait = 500; ; wait *= 2) {
      try {
        return await bytes(slug, name, signal);
      } catch (error) {
        if (!(error instanceof ApiProblem && error.status === 429) || wait > 16_000) throw error;
        await new Promise((resolve) => setTimeout(resolve, wait));
      }
    }
  };
  return {
    read: (name) => {
      const file = asked.get(name) ?? fetchFile(name);
      asked.set(name, file);
      return file;
    },
  };
}

/** A folder as dropped or chosen; names are taken below the folder that has the manifest. */
export function folder(files: readonly Dropped[]): BundleFiles {
  const manifest = files.find(({ path }) => path === "manifest.json" || path.endsWith("/manifest.json"));
  const base = manifest ? manifest.path.slice(0, -"manifest.json".length) : "";
  const byName = new Map(files.map(({ path, file }) => [path.startsWith(base) ? path.slice(base.length) : path, file]));
  return {
    read: async (name) => {
      const file = byName.get(name);
      if (!file) throw new Error(`\`${name}\` is not in the folder`);
      return new Uint8Array(await file.arrayBuffer());
    },
  };
}

/** Everything below what was dropped. */
export async function below(roots: readonly FileSystemEntry[]): Promise<Dropped[]> {
  const found = await Promise.all(roots.map(async (entry): Promise<Dropped[]> => {
    if (entry.isFile) {
      const file = await new Promise<File>((resolve, reject) => (entry as FileSystemFileEntry).file(resolve, reject));
      return [{ path: entry.fullPath.replace(/^\//, ""), file }];
    }
    const reader = (entry as FileSystemDirectoryEntry).createReader();
    const children: FileSystemEntry[] = [];
    for (;;) {
      const batch = await new Promise<FileSystemEntry[]>((resolve, reject) => reader.readEntries(resolve, reject));
      if (batch.length === 0) return below(children);
      children.push(...batch);
    }
  }));
  return found.flat();
}
