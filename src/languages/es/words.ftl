language-name = Español
direction = ltr
voice = Polly.Lucia
voice-language = es-ES

seconds = { $count ->
    [one] { $count } segundo
   *[other] { $count } segundos
}
minutes = { $count ->
    [one] { $count } minuto
   *[other] { $count } minutos
}
hours = { $count ->
    [one] { $count } hora
   *[other] { $count } horas
}
later = en { $span }
later-at = en { $span } (a las { $clock })
wait-seconds = en { $count } s
wait-minutes = en { $count } min

progress = Progreso
progress-number = Número
progress-code = Código
progress-done = Listo
problem = Hay un problema
error-title = Error: { $title }
language = Idioma
support = Ayuda
handset = Abrir el teléfono de prueba
try-again = Volver a intentarlo
start-over = Empezar de nuevo
offline = No tienes conexión. Lo que has escrito se conserva.

phone-title = Verifica tu número de teléfono
phone-why = Te enviaremos por SMS un código de { $digits } cifras para comprobar que el número es tuyo.
country = País
country-choose = Elige un país
country-search = Busca por nombre o prefijo
country-found = { $count ->
    [0] Ningún país encontrado
    [one] { $count } país
   *[other] { $count } países
}
close = Cerrar
phone = Número de móvil
phone-example = Por ejemplo, { $number }
send-code = Enviar código
sending = Enviando…
rates = Tu operador puede cobrarte el mensaje.

code-title = Introduce tu código
code = Código de { $digits } cifras
code-hint = Sirve durante { $span } más. Lo comprobamos en cuanto escribas las { $digits } cifras.
code-time = El código sirve durante { $span } más.
sent-to-text = Introduce el código de { $digits } cifras que enviamos al { $number }
sent-to-call = Introduce el código de { $digits } cifras que te leemos en la llamada al { $number }
verify = Verificar
checking = Comprobando…
change-number = Cambiar número
send-again = Enviar otra vez
send-again-now = Ya puedes pedir otro SMS.
call-me = Prefiero una llamada
call-me-now = Ya puedes pedir una llamada.
calling = Llamando…
call-how = Una voz automática te pide pulsar una tecla y luego lee el código 3 veces.
call-from = La llamada vendrá del { $number }.

text-sending = Enviando el SMS…
text-unknown = Todavía no sabemos si el SMS salió.
text-sent = El SMS está en camino.
text-sent-again = Enviado otra vez a las { $clock }. Está en camino.
text-slow = Un SMS puede tardar unos minutos. También puedes recibir una llamada.
text-delivered = El SMS llegó a las { $clock }.
text-failed = El SMS no llegó. Podemos llamarte y leerte un código.
call-placing = Llamándote…
call-unknown = Todavía no sabemos si la llamada salió.
call-ringing = Tu teléfono está sonando.
call-answered = Escucha las { $digits } cifras: las decimos 3 veces.
call-ended = La llamada ha terminado.
call-busy = La línea estaba ocupada. Puedes volver a intentarlo.
call-no-answer = Nadie contestó. Puedes volver a intentarlo.
call-voicemail = Contestó un buzón de voz, así que no dijimos el código.
call-failed = La llamada no se pudo completar.

code-over-title = Necesitas un código nuevo
locked-title = Demasiados códigos erróneos
code-over-expired = Ese código caducó a las { $clock }. Pide otro aquí abajo.
code-over-used-up = Ese código ya no admite más intentos. Pide otro aquí abajo.

done-title = Tu número está verificado
done = Eso es todo. Puedes volver adonde estabas.
verify-another = Verificar otro número
unavailable-title = Ahora mismo no podemos hacerlo
unavailable = Algo no funciona por nuestra parte. No se ha enviado ni perdido nada. Vuelve a intentarlo en unos segundos.
unreadable-title = No hemos podido leerlo
unreadable = Lo que llegó aquí no venía de nuestra página. No se ha enviado nada.
missing-title = Esa página no existe
missing = Puede que la dirección esté mal escrita.

phone-missing = Escribe tu número de móvil.
country-missing = Elige un país, o empieza el número con + y el prefijo del país.
country-unknown = Ningún país tiene ese prefijo. Revisa las cifras después del +.
country-not-served = No podemos enviar códigos a ese país. Usa un número de otro país.
number-not-served = No podemos enviar códigos a ese tipo de número. Usa tu número de móvil.
call-not-served = No podemos llamar a ese tipo de número. Puedes pedir otra vez el SMS.
phone-unreadable = Eso no es un número de teléfono. Usa solo cifras, como { $number }.
phone-too-short = El número es demasiado corto. Comprueba que no falte ninguna cifra.
phone-too-long = El número es demasiado largo. Comprueba que no sobre ninguna cifra.
phone-wrong-length = Los números de ese país tienen otra longitud. Revisa las cifras.
code-missing = Escribe el código de { $digits } cifras.
code-shape = El código tiene { $digits } cifras. Has escrito { $typed }.
code-wrong = Ese código no es correcto. Revísalo y vuelve a intentarlo. { $tries ->
    [one] Queda { $tries } intento.
   *[other] Quedan { $tries } intentos.
}
code-expired = Ese código ha caducado. Pide otro.
code-used-up = Ese código ya no admite más intentos. Pide otro.
flow-locked = Has usado todos los intentos. Empieza de nuevo para recibir otro código.
phone-locked = Este número ha tenido demasiados códigos erróneos. Puedes volver a intentarlo { $later }.
text-too-soon = Puedes pedir otro SMS { $later }.
call-too-soon = Puedes pedir una llamada { $later }.
no-sends-left = Los códigos ya enviados siguen sirviendo. Empieza de nuevo para recibir otro.
no-calls-left = Ya te hemos llamado todas las veces posibles. El código sigue sirviendo.
no-numbers-left = Has probado varios números. Empieza de nuevo para probar otro.
phone-rested = Este número ya ha recibido varios mensajes. Puedes pedir otro { $later }. Los códigos ya enviados siguen sirviendo.
text-down = Ahora mismo no podemos enviar SMS. No se ha enviado nada. Vuelve a intentarlo { $later }.
call-down = Ahora mismo no podemos llamar. El SMS sigue funcionando. Vuelve a intentarlo { $later }.
client-rested = Ha habido muchas peticiones desde tu red. Vuelve a intentarlo { $later }.
service-rested = Estamos enviando más mensajes de lo normal. Vuelve a intentarlo { $later }.
text-unreachable = Ese número no puede recibir nuestros SMS. Revísalo o usa otro.
call-unreachable = No podemos llamar a ese número. Puedes pedir otra vez el SMS.
text-not-sent = No pudimos enviar el SMS. No se ha enviado nada: vuelve a intentarlo en un momento.
call-not-sent = No pudimos hacer la llamada. Vuelve a intentarlo en un momento.
text-maybe-sent = No sabemos si el SMS salió. Si no llega, envíalo otra vez.
call-maybe-sent = No sabemos si la llamada salió. Si no suena, pídela otra vez.
start-again = Ha pasado demasiado tiempo. Empieza otra vez con tu número.
already-verified = Tu número ya está verificado.

# “codigo” without its accent: “ó” is not in GSM-7.
text = Tu codigo de { $brand } es { $code }. Caduca en { $span }. No lo compartas con nadie.

spoken-greeting = Hola. Esta es una llamada automática de { $brand } con el código que has pedido.
spoken-press = Para oír tu código, pulsa { $key }.
spoken-wrong-key = Esa era otra tecla.
spoken-code = Tu código de { $brand } es
spoken-again = Otra vez, tu código es
spoken-expires = Caduca en { $span }.
spoken-repeat = Para oírlo otra vez, pulsa { $key }.
spoken-goodbye = Adiós.
spoken-no-key = No hemos recibido la tecla correcta, así que no hemos leído ningún código. Adiós.
spoken-expired = Este código ha caducado. Adiós.

## Páginas en lugar de una respuesta vacía, y lo que se dice tras una espera

go-to-start = Ir a la página de inicio
elsewhere-title = Abre la página en su propia dirección
elsewhere = La página de la que vienes se abrió en una dirección que no conocemos. No se envió nada. Continúa aquí:
too-large-title = Es demasiado largo
too-large = Lo que escribiste es más largo que un número o un código. No se envió nada.
too-slow-title = No nos llegó a tiempo
too-slow = Lo que escribiste tardó demasiado en llegar. No se envió nada. Comprueba tu conexión.
busy = Hay muchas personas aquí en este momento. No se envió nada. Inténtalo de nuevo en unos segundos.
broke = Algo no funciona por nuestra parte y no sabemos si se envió algo. Si no llega nada, inténtalo de nuevo.
wait-over = Fue un momento demasiado pronto. Ya puedes intentarlo de nuevo.
