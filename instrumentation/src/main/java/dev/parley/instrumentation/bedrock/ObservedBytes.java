package dev.parley.instrumentation.bedrock;

import dev.parley.sdk.internal.Guard;
import dev.parley.sdk.internal.stream.Forgotten;
import java.lang.ref.Cleaner.Cleanable;
import java.nio.ByteBuffer;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import org.reactivestreams.Subscriber;
import org.reactivestreams.Subscription;

/**
 * The bytes of an event stream on their way to the SDK, which decodes them for the application.
 * They, the demand for them and their end pass through unchanged. Whether the stream came to its
 * end is for the SDK to say; here it is seen that its reader gave it up, or never began.
 */
final class ObservedBytes implements Publisher<ByteBuffer> {

  private static final Guard GUARD = new Guard("Reading the events of a streamed answer");

  private final Publisher<ByteBuffer> source;
  private final BedrockCall call;
  private final int stream;
  private final AtomicBoolean subscribed = new AtomicBoolean();

  /** The call's stream of this number. */
  ObservedBytes(Publisher<ByteBuffer> source, BedrockCall call, int stream) {
    this.source = source;
    this.call = call;
    this.stream = stream;
    watch(this, subscribed, call, stream);
  }

  /** Gives the call up once nobody can read on and its end was not seen. */
  @SuppressWarnings("ReturnValueIgnored") // It runs when the reader is gone, or never.
  private static void watch(Object reader, AtomicBoolean over, BedrockCall call, int stream) {
    Cleanable unused =
        Forgotten.when(
            reader,
            () -> {
              if (!over.get()) {
                call.abandoned(stream);
              }
            });
  }

  @Override
  public void subscribe(@Nullable Subscriber<? super ByteBuffer> subscriber) {
    source.subscribe(
        subscriber != null && subscribed.compareAndSet(false, true)
            ? new Observer(subscriber, call, stream)
            : subscriber);
  }

  private static final class Observer implements Subscriber<ByteBuffer>, Subscription {

    private final Subscriber<? super ByteBuffer> subscriber;
    private final BedrockCall call;
    private final int stream;
    private final EventFrames frames;
    private final AtomicBoolean over = new AtomicBoolean();
    private volatile @Nullable Subscription upstream;

    Observer(Subscriber<? super ByteBuffer> subscriber, BedrockCall call, int stream) {
      this.subscriber = subscriber;
      this.call = call;
      this.stream = stream;
      this.frames = new EventFrames(event -> call.event(stream, event));
      watch(this, over, call, stream);
    }

    @Override
    public void onSubscribe(Subscription subscription) {
      upstream = subscription;
      subscriber.onSubscribe(this);
    }

    @Override
    public void onNext(ByteBuffer bytes) {
      try {
        frames.add(bytes);
      } catch (Throwable fault) {
        GUARD.report(fault);
      }
      subscriber.onNext(bytes);
    }

    @Override
    public void onError(Throwable error) {
      over.set(true);
      subscriber.onError(error);
    }

    @Override
    public void onComplete() {
      over.set(true);
      subscriber.onComplete();
    }

    @Override
    public void request(long count) {
      Subscription source = upstream;
      if (source != null) {
        source.request(count);
      }
    }

    /** By the reader, or by the SDK as an event tells an error: which of them, it will say. */
    @Override
    public void cancel() {
      if (over.compareAndSet(false, true)) {
        call.cancelled(stream);
      }
      Subscription source = upstream;
      if (source != null) {
        source.cancel();
      }
    }
  }
}
