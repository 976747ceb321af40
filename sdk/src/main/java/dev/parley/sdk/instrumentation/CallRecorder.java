package dev.parley.sdk.instrumentation;

import io.opentelemetry.api.common.Attributes;
import java.util.List;

/**
 * Where the conventions' client metrics of calls to models go beside OpenTelemetry's meters, where
 * they always go: a registry of meters that an application has already. Each call that counts is
 * told once, by whoever made its span: an instrumented client, or a step.
 *
 * <p>Called by the thread that the call ends on, so it has to be thread-safe and quick. What it
 * throws is logged, and reaches neither the application nor the other recorders.
 *
 * <p>The attributes are those of OpenTelemetry's own measurements, by the names of {@link
 * GenAiAttributes}; those that are not known are absent. Calls that are alike have equal ones.
 */
public interface CallRecorder {
  /** How long calls take, in seconds. */
  String DURATION = "gen_ai.client.operation.duration";

  /** How long the first piece of a streamed answer takes, in seconds. */
  String FIRST_CHUNK = "gen_ai.client.operation.time_to_first_chunk";

  /** How many tokens calls use, by {@code gen_ai.token.type}. */
  String TOKENS = "gen_ai.client.token.usage";

  /** The conventions' boundaries of buckets, for {@link #DURATION} and {@link #FIRST_CHUNK}. */
  List<Double> SECONDS_BOUNDARIES =
      List.of(
          0.01, 0.02, 0.04, 0.08, 0.16, 0.32, 0.64, 1.28, 2.56, 5.12, 10.24, 20.48, 40.96, 81.92);

  /** The conventions' boundaries of buckets, for {@link #TOKENS}. */
  List<Long> TOKEN_BOUNDARIES =
      List.of(
          1L, 4L, 16L, 64L, 256L, 1024L, 4096L, 16384L, 65536L, 262144L, 1048576L, 4194304L,
          16777216L, 67108864L);

  /**
   * A call has ended: {@link #DURATION}.
   *
   * @param call with {@code error.type} where it failed
   */
  void duration(double seconds, Attributes call);

  /** The first piece of a streamed answer is here: {@link #FIRST_CHUNK}. */
  void firstChunk(double seconds, Attributes call);

  /**
   * A call that succeeded has used this many: {@link #TOKENS}.
   *
   * @param call with {@code gen_ai.token.type}: {@code input} or {@code output}
   */
  void tokens(long count, Attributes call);
}
