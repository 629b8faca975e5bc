// A folder of yours, dropped or chosen. It is read in this browser and sent nowhere.
import { FolderOpen } from "lucide-react";
import { useState, type DragEvent } from "react";

import { below, type Dropped } from "../bundle/files";

export function Drop({ onFiles }: { onFiles: (files: Promise<Dropped[]>) => void }) {
  const [over, setOver] = useState(false);
  const drop = (event: DragEvent) => {
    event.preventDefault();
    setOver(false);
    onFiles(below([...event.dataTransfer.items].flatMap((item) => item.webkitGetAsEntry() ?? [])));
  };
  const choose = (list: FileList | null) => {
    if (list && list.length > 0) onFiles(Promise.resolve([...list].map((file) => ({ path: file.webkitRelativePath || file.name, file }))));
  };
  return (
    <section aria-labelledby="drop" className={over ? "drop over" : "drop"} onDragOver={(event) => { event.preventDefault(); setOver(true); }} onDragLeave={() => setOver(false)} onDrop={drop}>
      <h2 id="drop">Drop a bundle here</h2>
      <p className="soft">The folder that <code>tributary publish</code> wrote, such as <code>out/river</code>. Your browser reads it; nothing is sent anywhere.</p>
      <input id="bundle-files" type="file" multiple {...{ webkitdirectory: "" }} onChange={(event) => choose(event.target.files)} />
      <label className="button" htmlFor="bundle-files"><FolderOpen aria-hidden />Choose the folder</label>
    </section>
  );
}
