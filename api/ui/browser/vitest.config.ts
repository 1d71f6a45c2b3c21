import { defineConfig } from 'vitest/config'

// One service and one browser for all tests, in the order of the files.
export default defineConfig({
  test: { globalSetup: ['browser/service.ts'], fileParallelism: false, testTimeout: 60_000, hookTimeout: 60_000, reporters: ['default'] },
})
