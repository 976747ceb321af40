package dev.parley.sdk.internal;

/**
 * What a step around a model call learns from the calls inside: whether there was one, and whether
 * it knew its usage. Lives in the context of the step's body. Thread-safe.
 */
public final class InnerCalls {
  private volatile boolean any;
  private volatile boolean usageKnown;

  public void started() {
    any = true;
  }

  public void usageKnown() {
    usageKnown = true;
  }

  public boolean any() {
    return any;
  }

  public boolean isUsageKnown() {
    return usageKnown;
  }
}
