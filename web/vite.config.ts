import react from "@vitejs/plugin-react";
import { defineConfig } from "vitest/config";

export default defineConfig({
  plugins: [react()],
  build: {
    // The server's policy forbids inline code and data: fonts; everything is a file of ours.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    chunkSizeWarningLimit: 900,
  },
  server: { proxy: { "/api": process.env.TRIBUTARY_API ?? "http://127.0.0.1:8080" } },
  // Pages are rendered here; a machine that does other things at the same time needs longer than the usual five seconds.
  test: { environment: "jsdom", testTimeout: 30_000, setupFiles: "test/setup.ts", include: ["test/**/*.test.{ts,tsx}"] },
});
