#!/usr/bin/env node
// Finds or installs Chromium before several files of stories look for it at once.
import { chromiumPath } from './src/chromium.js';

try {
  console.log(chromiumPath());
} catch (error) {
  console.error(error.message);
  process.exitCode = 1;
}
