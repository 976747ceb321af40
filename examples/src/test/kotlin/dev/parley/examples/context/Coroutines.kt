package dev.parley.examples.context

import dev.parley.sdk.Conversation
import dev.parley.sdk.CurrentContext
import io.opentelemetry.context.Context
import io.opentelemetry.extension.kotlin.asContextElement
import kotlinx.coroutines.CoroutineScope
import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.runBlocking
import kotlinx.coroutines.withContext

/** Prints who asks, on whichever thread: in a conversation, in the one of a suspending function, and in none. */
fun main() {
  around("first")
  runBlocking {
    Conversation.of("session_789").inTurn { withContext(Dispatchers.IO) { answer("second") } }
    answer("third")
  }
}

fun around(question: String) {
  Conversation.of("session_123").user("user_456").openTurn().use {
    runBlocking(Context.current().asContextElement()) {
      withContext(Dispatchers.Default) { answer(question) }
    }
  }
}

suspend fun <T> Conversation.inTurn(block: suspend CoroutineScope.() -> T): T {
  val context = openTurn().use { Context.current() }
  return withContext(context.asContextElement(), block)
}

fun answer(question: String) =
  println("$question ${CurrentContext.conversationId()} ${CurrentContext.userId()}")
