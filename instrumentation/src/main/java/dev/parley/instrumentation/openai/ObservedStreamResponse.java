package dev.parley.instrumentation.openai;

import com.openai.core.http.StreamResponse;
import dev.parley.sdk.internal.stream.Forgotten;
import dev.parley.sdk.internal.stream.ObservedStreams;
import dev.parley.sdk.internal.stream.Progress;
import java.lang.ref.Cleaner.Cleanable;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;

/** A stream that is observed as it is read. A response can be read once. */
final class ObservedStreamResponse<T> implements StreamResponse<T> {

  private final StreamResponse<T> response;
  private final Progress progress;
  private final AtomicBoolean read;
  private final Cleanable forgotten;

  ObservedStreamResponse(StreamResponse<T> response, Progress progress) {
    AtomicBoolean started = new AtomicBoolean();
    this.response = response;
    this.progress = progress;
    this.read = started;
    // Once it is read, it is the stream that may be forgotten.
    this.forgotten =
        Forgotten.when(
            this,
            () -> {
              if (!started.get()) {
                progress.stop();
              }
            });
  }

  @Override
  public Stream<T> stream() {
    if (!read.compareAndSet(false, true)) {
      return response.stream();
    }
    try {
      return ObservedStreams.stream(response.stream(), progress);
    } catch (Throwable e) {
      progress.fail(e);
      throw e;
    }
  }

  @Override
  public void close() {
    // First, because whoever reads it on another thread may fail by the closing.
    progress.stop();
    forgotten.clean();
    response.close();
  }
}
