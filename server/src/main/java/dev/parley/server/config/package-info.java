/** Typed configuration from file, environment and flags; an unknown key is an error at start. */
@NullMarked
package dev.parley.server.config;

import org.jspecify.annotations.NullMarked;
