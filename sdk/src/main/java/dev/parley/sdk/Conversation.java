package dev.parley.sdk;

import dev.parley.pricing.Cost;
import dev.parley.sdk.internal.ContextRecord;
import dev.parley.sdk.internal.Limit;
import dev.parley.sdk.internal.Turn;
import io.opentelemetry.context.Context;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A conversation of a user with the application, known by an id that the application has (a
 * session, a thread): {@code gen_ai.conversation.id} and {@code user.id} on every span inside.
 *
 * <p><b>Turns.</b> Inside a conversation each top-level unit of work (a {@link Step}, an
 * instrumented call, a {@link Workflow} or {@link Agent} scope with no turn around it) is the next
 * turn, and what runs inside belongs to it: {@code gen_ai.conversation.turn_number}, counted from 1
 * by this process and marked {@code parley.turn.automatic}. A number given by hand ({@link
 * #turn(long)}, {@link #openTurn(long)}) wins, and counting goes on after it.
 *
 * <p><b>Nesting.</b> An inner scope of another conversation inherits neither turn nor user nor
 * budget; one of the same conversation inherits them. Workflow, agent and custom attributes are
 * inherited.
 *
 * <p><b>Ids</b> are stored unchanged, whatever their characters and length. An empty id means "no
 * conversation": spans inside belong to none.
 */
public final class Conversation implements Scoped {
  private final @Nullable String id;
  private final @Nullable String user;
  private final @Nullable Long turn;
  private final Map<String, String> custom;
  private final @Nullable Budget budget;
  private final @Nullable Budget userBudget;

  /** Id and user are all there is, which most scopes are opened with. */
  private final boolean plain;

  private Conversation(
      @Nullable String id,
      @Nullable String user,
      @Nullable Long turn,
      Map<String, String> custom,
      @Nullable Budget budget,
      @Nullable Budget userBudget) {
    this.id = id;
    this.user = user;
    this.turn = turn;
    this.custom = custom;
    this.budget = budget;
    this.userBudget = userBudget;
    this.plain = budget == null && userBudget == null && custom.isEmpty();
  }

  /** The conversation of this id; null or empty for none. */
  public static Conversation of(@Nullable String id) {
    return new Conversation(
        id == null || id.isEmpty() ? null : id, null, null, Map.of(), null, null);
  }

  /** With the user who talks; null leaves it open. */
  public Conversation user(@Nullable String userId) {
    String talks = userId == null || userId.isEmpty() ? null : userId;
    return new Conversation(id, talks, turn, custom, budget, userBudget);
  }

  /** With the turn's number, given by hand. */
  public Conversation turn(long number) {
    return new Conversation(id, user, number, custom, budget, userBudget);
  }

  /** With {@code custom.<key>} on every span inside, beside those of outer scopes. */
  public Conversation attribute(String key, @Nullable Object value) {
    return new Conversation(
        id, user, turn, CustomValues.with(custom, key, value), budget, userBudget);
  }

  /** With an amount that the conversation may cost; calls beyond it are marked. */
  public Conversation budget(Cost limit) {
    return budget(Budget.of(limit));
  }

  /** With a budget for the conversation, which holds in scopes of the same conversation inside. */
  public Conversation budget(Budget limit) {
    return new Conversation(id, user, turn, custom, limit, userBudget);
  }

  /** With a budget for the user, over all conversations of theirs; without a user it has none. */
  public Conversation userBudget(Budget limit) {
    return new Conversation(id, user, turn, custom, budget, limit);
  }

  @Override
  public ContextScope open() {
    Long number = turn;
    return number == null ? Scopes.open(this) : openTurn(number);
  }

  /** Opens the next turn: whatever happens inside belongs to it, plain spans too. */
  public ContextScope openTurn() {
    return open(next());
  }

  /** Opens the turn of this number, which wins over automatic counting. */
  public ContextScope openTurn(long number) {
    return open(Turn.byHand(number));
  }

  private ContextScope open(Turn next) {
    return Scopes.open(outer -> derive(outer, next));
  }

  /**
   * The next turn in this context, for frameworks that carry contexts by themselves: what is
   * started in what it gives is as inside of {@link #openTurn()}.
   */
  public Context turnIn(Context context) {
    return context.with(derive(ContextRecord.in(context), next()));
  }

  /** As {@link #turnIn}, inside of {@link #open}. */
  public Context in(Context context) {
    return turn == null ? context.with(derive(ContextRecord.in(context))) : turnIn(context);
  }

  private Turn next() {
    Long number = turn;
    return number == null ? Turn.automatic() : Turn.byHand(number);
  }

  private ContextRecord derive(ContextRecord outer, Turn next) {
    return id == null ? derive(outer) : derive(outer).withTurn(next);
  }

  /** What holds inside, by what holds outside. */
  ContextRecord derive(ContextRecord outer) {
    if (plain) {
      return outer.is(ContextRecord.EMPTY)
          ? ContextRecord.of(id, user)
          : outer.withConversation(id, user);
    }
    return outer
        .withConversation(id, user)
        .withBudget(Limit.Scope.CONVERSATION, budget)
        .withBudget(Limit.Scope.USER, userBudget)
        .withCustom(custom);
  }
}
