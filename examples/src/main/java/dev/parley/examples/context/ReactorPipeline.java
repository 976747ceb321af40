package dev.parley.examples.context;

import dev.parley.examples.ExampleTelemetry;
import dev.parley.sdk.Conversation;
import dev.parley.sdk.Parley;
import dev.parley.sdk.Step;
import dev.parley.sdk.reactor.ReactorPropagation;
import java.util.List;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/** Scopes follow a pipeline of Reactor from scheduler to scheduler. */
// Parley works by being open; static steps find it.
@SuppressWarnings("try")
public final class ReactorPipeline {

  private ReactorPipeline() {}

  /** Answers two customers on other threads. */
  public static void main(String[] arguments) {
    try (Parley parley = ExampleTelemetry.start("reactor-pipeline")) {
      ReactorPropagation.enable(); // once, when the application starts
      System.out.println(answers().block());
    }
  }

  /** Each customer's part of the pipeline has a conversation of its own. */
  static Mono<List<String>> answers() {
    return Flux.just("alice", "bob")
        .flatMap(
            user ->
                Mono.fromCallable(() -> Step.llm("answer").call(() -> "Hello " + user))
                    .subscribeOn(Schedulers.boundedElastic())
                    .transform(ReactorPropagation.in(Conversation.of("chat-" + user).user(user))))
        .collectSortedList();
  }
}
