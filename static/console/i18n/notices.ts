/* What the agent is told in passing, in each language: one sentence, and what to do next where there is something. */
import type { Notice } from "../state/model";
import { en } from "./en";
import { es } from "./es";

const named = (name: string, otherwise: string) => name || otherwise;
const day = (at: string, locale: string) =>
  new Intl.DateTimeFormat(locale, { dateStyle: "long" }).format(new Date(at));
const counted = (n: number, one: string, other: string) => `${n} ${n === 1 ? one : other}`;

export function noticeEn(notice: Notice): string {
  switch (notice.code) {
    case "accepted":
      return `You are now chatting with ${named(notice.contact, "the merchant")}.`;
    case "resolved":
      return `Resolved. If ${named(notice.contact, "the merchant")} replies, the chat opens again.`;
    case "reopened":
      return `${named(notice.contact, "The merchant")} replied: the conversation is open again.`;
    case "taken":
      return `${notice.by ?? "A colleague"} was faster and is already helping ${named(notice.contact, "the merchant")}.`;
    case "at_capacity":
      return `You hold ${notice.capacity} of ${notice.capacity} chats. Resolve one, then accept the next.`;
    case "not_available":
      return "You can accept chats only while you are online.";
    case "gone":
      return "This chat is no longer waiting.";
    case "redacted":
      return "The message was deleted for everyone.";
    case "cannedSaved":
      return "Canned reply saved.";
    case "cannedDeleted":
      return "Canned reply deleted.";
    case "checkInDone":
      return notice.next
        ? `Written down. The next check-in with ${notice.contact} is on ${day(notice.next, "en")}.`
        : `Written down. ${notice.contact} has no further check-in.`;
    case "ticketOpened":
      return `Ticket ${notice.reference} is open.`;
    case "transferred":
      return `${notice.to || "Your colleague"} has the chat now.`;
    case "notTransferred":
      return "That did not work: your colleague has no free place any more, or the chat is in other hands. Choose again.";
    case "ticketChanged":
      return "Somebody else changed this ticket. Here it is as it stands now.";
    case "back":
      return notice.unsent > 0
        ? `Back online. Sending ${counted(notice.unsent, "message", "messages")}.`
        : "Back online. Nothing was lost.";
    case "failed":
      return en.errors[notice.error] ?? en.errors.other ?? "";
  }
}

export function noticeEs(notice: Notice): string {
  switch (notice.code) {
    case "accepted":
      return `Ahora chateas con ${named(notice.contact, "el comerciante")}.`;
    case "resolved":
      return `Resuelta. Si ${named(notice.contact, "el comerciante")} responde, el chat se abre de nuevo.`;
    case "reopened":
      return `${named(notice.contact, "El comerciante")} ha respondido: la conversación está abierta de nuevo.`;
    case "taken":
      return `${notice.by ?? "Otra persona"} se adelantó y ya atiende ${notice.contact ? `a ${notice.contact}` : "al comerciante"}.`;
    case "at_capacity":
      return `Llevas ${notice.capacity} de ${notice.capacity} chats. Resuelve uno y acepta el siguiente.`;
    case "not_available":
      return "Solo puedes aceptar chats mientras estás en línea.";
    case "gone":
      return "Este chat ya no está en espera.";
    case "redacted":
      return "El mensaje se eliminó para todos.";
    case "cannedSaved":
      return "Respuesta guardada.";
    case "cannedDeleted":
      return "Respuesta eliminada.";
    case "checkInDone":
      return notice.next
        ? `Anotado. El próximo seguimiento con ${notice.contact} es el ${day(notice.next, "es")}.`
        : `Anotado. ${notice.contact} ya no tiene más seguimientos.`;
    case "transferred":
      return `${notice.to || "Tu colega"} tiene ahora el chat.`;
    case "notTransferred":
      return "No ha sido posible: esa persona ya no tiene hueco, o el chat está en otras manos. Elige de nuevo.";
    case "ticketOpened":
      return `El ticket ${notice.reference} está abierto.`;
    case "ticketChanged":
      return "Otra persona ha cambiado este ticket. Así está ahora.";
    case "back":
      return notice.unsent > 0
        ? `De nuevo en línea. Enviando ${counted(notice.unsent, "mensaje", "mensajes")}.`
        : "De nuevo en línea. No se perdió nada.";
    case "failed":
      return es.errors[notice.error] ?? es.errors.other ?? "";
  }
}
