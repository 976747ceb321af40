/** Parley as modules, from an application that is one itself. */
package dev.parley.examples.modules;
