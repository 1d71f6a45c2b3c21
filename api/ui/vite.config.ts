import { defineConfig } from 'vite'

// `npm run dev` serves the sources and hands the API on to a service that was started with `fenhu serve --dev`.
export default defineConfig({
  build: {
    outDir: 'dist',
    emptyOutDir: false, // tools/build.mjs empties it and keeps .gitkeep
    target: 'es2022',
    assetsInlineLimit: 0, // the content security policy allows no inline code
    chunkSizeWarningLimit: 1200,
    modulePreload: { polyfill: false },
  },
  server: {
    proxy: { '/api': process.env.FENHU_SERVICE ?? 'http://127.0.0.1:8642', '/setup': process.env.FENHU_SERVICE ?? 'http://127.0.0.1:8642' },
  },
})
