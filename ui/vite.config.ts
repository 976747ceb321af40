/// <reference types="vitest/config" />
import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';
import { fakeApi } from './dev/fakeApi.ts';

// `npm run dev` answers the API with made-up data; PARLEY_SERVER=http://127.0.0.1:4318 asks a real one.
const server = process.env.PARLEY_SERVER;

export default defineConfig({
  plugins: [react(), ...(server ? [] : [fakeApi()])],
  build: {
    target: 'es2022',
    // The first that know light-dark(), so that it is not rewritten for older ones.
    cssTarget: ['chrome123', 'firefox120', 'safari17.5'],
    manifest: true,
    // The content security policy allows no data: addresses and no inline script.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    chunkSizeWarningLimit: 400,
  },
  ...(server ? { server: { proxy: { '/api': { target: server, changeOrigin: true } } } } : {}),
  test: { environment: 'happy-dom', include: ['src/**/*.test.{ts,tsx}'], restoreMocks: true },
});
