/**
 * Load for a server that runs as a process of its own: how many spans a second it acknowledges, how
 * long an answer takes, what a span takes on disk, and how soon the screens' questions are answered
 * over millions of them. Begins at {@link dev.parley.bench.load.Load}.
 */
@NullMarked
package dev.parley.bench.load;

import org.jspecify.annotations.NullMarked;
