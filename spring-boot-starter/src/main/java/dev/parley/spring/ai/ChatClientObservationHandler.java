package dev.parley.spring.ai;

import dev.parley.sdk.Conversation;
import dev.parley.sdk.instrumentation.CarriedContext;
import dev.parley.spring.observation.CarryingObservationHandler;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationHandler;
import io.opentelemetry.context.Context;
import org.springframework.ai.chat.client.observation.ChatClientObservationContext;
import org.springframework.ai.chat.memory.ChatMemory;
import org.springframework.core.Ordered;

/**
 * The conversation of a chat client's call is the one that its memory is asked for; the call is a
 * turn of it where no turn is around it.
 */
final class ChatClientObservationHandler
    implements ObservationHandler<ChatClientObservationContext>, Ordered {
  private final CarryingObservationHandler carrying;

  ChatClientObservationHandler(CarryingObservationHandler carrying) {
    this.carrying = carrying;
  }

  /** Behind the one that carries, whose word this changes. */
  @Override
  public int getOrder() {
    return CarryingObservationHandler.ORDER + 1;
  }

  @Override
  public boolean supportsContext(Observation.Context observation) {
    return observation instanceof ChatClientObservationContext;
  }

  @Override
  public void onStart(ChatClientObservationContext observation) {
    Quietly.run(
        () -> {
          Object id = observation.getRequest().context().get(ChatMemory.CONVERSATION_ID);
          CarriedContext around = carrying.around(observation);
          CarriedContext inside =
              id instanceof String known && !known.isEmpty()
                  ? CarriedContext.of(Conversation.of(known).in(around.storeIn(Context.current())))
                  : around;
          carrying.carry(observation, inside.asUnitOfWork());
        });
  }
}
