package dev.parley.spring.ai;

import dev.parley.sdk.BudgetExceededException;
import dev.parley.sdk.Parley;
import dev.parley.sdk.instrumentation.CallContent;
import dev.parley.sdk.instrumentation.CarriedContext;
import dev.parley.spring.observation.CarryingObservationHandler;
import dev.parley.spring.observation.ObservedSpans;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationHandler;
import io.opentelemetry.context.Context;
import org.springframework.ai.chat.observation.ChatModelObservationContext;
import org.springframework.ai.model.observation.ModelObservationContext;
import org.springframework.core.Ordered;

/**
 * Calls of models: a turn of the conversation where no turn is around them, their budgets, and of
 * chats what was said, streamed or not. Spring AI writes models and tokens, of which the cost is
 * made as the span ends.
 */
final class ModelObservationHandler
    implements ObservationHandler<ModelObservationContext<?, ?>>, Ordered {
  private final Parley parley;
  private final CarryingObservationHandler carrying;
  private final CallContent content;

  ModelObservationHandler(Parley parley, CarryingObservationHandler carrying, CallContent content) {
    this.parley = parley;
    this.carrying = carrying;
    this.content = content;
  }

  /** Behind the one that carries, whose word this changes. */
  @Override
  public int getOrder() {
    return CarryingObservationHandler.ORDER + 1;
  }

  @Override
  public boolean supportsContext(Observation.Context observation) {
    return observation instanceof ModelObservationContext;
  }

  /**
   * A call is about to be made.
   *
   * @throws BudgetExceededException where the application asked for it; then it is not made
   */
  @Override
  public void onStart(ModelObservationContext<?, ?> observation) {
    CarriedContext call = carrying.around(observation).asUnitOfWork();
    Quietly.run(() -> carrying.carry(observation, call));
    parley.spans().checkBudget(ObservedSpans.span(observation), call.storeIn(Context.current()));
  }

  @Override
  public void onStop(ModelObservationContext<?, ?> observation) {
    if (content.isCaptured() && observation instanceof ChatModelObservationContext chat) {
      Quietly.run(
          () ->
              content.write(
                  ObservedSpans.span(chat),
                  ChatMessages.asked(chat.getRequest()),
                  ChatMessages.answered(chat.getResponse())));
    }
  }
}
