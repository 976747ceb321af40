/**
 * Tests of the whole way: a real exporter or SDK, a real server with its store, and what the API
 * and the screen say.
 */
package dev.parley.examples.e2e;
