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
  test: { environment: "jsdom", include: ["test/**/*.test.{ts,tsx}"] },
});
