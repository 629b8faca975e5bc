// Files from the desktop, as a person drags them: the browser makes the events, so that the page sees real files.

/** Drops files or folders of this machine onto an element. */
export async function drop(page, target, paths) {
  const { x, y, width, height } = await target.boundingBox();
  const session = await page.context().newCDPSession(page);
  const COPY = 1;
  for (const type of ['dragEnter', 'dragOver', 'drop']) {
    await session.send('Input.dispatchDragEvent', { type, x: x + width / 2, y: y + height / 2, data: { items: [], files: paths, dragOperationsMask: COPY } });
  }
  await session.detach();
}
