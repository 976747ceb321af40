package dev.parley.sdk;

/**
 * An open piece of context; closing it restores what was there before. Close it on the thread that
 * opened it, by try-with-resources.
 */
public interface ContextScope extends AutoCloseable {
  @Override
  void close();
}
