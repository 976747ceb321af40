/**
 * What the Spring Boot starter adds to an application: to its start, to a request's time and to
 * what a request allocates. Begins at {@link dev.parley.bench.starter.Starter}.
 */
@NullMarked
package dev.parley.bench.starter;

import org.jspecify.annotations.NullMarked;
