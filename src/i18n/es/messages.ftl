language-name = Español
direction = ltr
voice = Polly.Lucia
voice-language = es-ES
sentence-space = { " " }

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
# No article before a time of day: “a la 1:05”, but “a las 2:05”.
clock = { $clock }
clock-utc = { $clock } UTC
later = en { $span }
later-at = en { $span } ({ $clock })
wait-seconds = (en { $count } s)
wait-minutes = (en { $count } min)

progress = Progreso
progress-number = Número
progress-code = Código
progress-done = Listo
problem = Hay un problema
error-title = Error: { $title }
language = Idioma
support = Ayuda
handset = Abrir el teléfono de prueba
demo = Probarlo desde una tienda de ejemplo
try-again = Volver a intentarlo
go-to-start = Ir a la página de inicio
start-over = Empezar de nuevo
offline = No tienes conexión. Lo que escribiste se conserva.

phone-title = Verifica tu número de teléfono
phone-why = Te enviaremos por SMS un código de { $digits } dígitos para comprobar que el número es tuyo.
country = País o región
country-choose = Elige un país
country-search = Busca por nombre o código
country-found = { $count ->
    [0] Ningún país encontrado. Revisa cómo está escrito o busca por código de país.
    [one] { $count } país
   *[other] { $count } países
}
close = Cerrar
phone = Número de teléfono móvil
phone-example = Por ejemplo, { $number }
example-country = ES
send-code = Enviar código
sending = Enviando…
rates = Tu operador puede cobrarte el mensaje.

code-title = Escribe tu código
code = Código de { $digits } dígitos
code-hint = Es válido durante { $span } más. Lo comprobamos en cuanto escribas los { $digits } dígitos.
code-time = El código es válido durante { $span } más.
sent-to-text = Escribe el código de { $digits } dígitos de nuestro SMS al { $number }
sent-to-call = Escribe el código de { $digits } dígitos de nuestra llamada al { $number }
verify = Verificar
checking = Comprobando…
change-number = Cambiar número
send-again = Enviar otra vez
send-again-now = Ya puedes pedir otro SMS.
send-new-code = Enviar un código nuevo
call-me = Prefiero una llamada
call-me-now = Ya puedes pedir una llamada.
calling = Llamando…
call-how = Una voz automática te pide pulsar una tecla y luego lee el código 3 veces.
call-from = La llamada vendrá del { $number }.

text-sending = Enviando el SMS…
text-unknown = Todavía no sabemos si el SMS se envió.
text-sent = El SMS está en camino.
text-sent-again = Enviado otra vez ({ $clock }). Está en camino.
text-slow = Un SMS puede tardar unos minutos. También puedes recibir una llamada.
text-slow-alone = Un SMS puede tardar unos minutos.
text-delivered = El SMS llegó ({ $clock }).
text-failed = El SMS no llegó. Podemos llamarte y leerte un código.
text-failed-alone = El SMS no llegó.
call-placing = Llamándote…
call-unknown = Todavía no sabemos si la llamada se llegó a hacer.
call-ringing = Tu teléfono está sonando.
call-answered = Pulsa la tecla que te indiquemos y escucha los { $digits } dígitos.
call-speaking = Escucha los { $digits } dígitos: los decimos 3 veces.
call-ended = La llamada terminó.
call-no-key = La llamada terminó sin que se pulsara la tecla correcta, así que no dijimos el código.
call-busy = La línea estaba ocupada. Puedes volver a intentarlo.
call-no-answer = Nadie contestó. Puedes volver a intentarlo.
call-voicemail = Contestó un buzón de voz, así que no dijimos el código.
call-failed = La llamada no se pudo completar.

code-over-title = Necesitas un código nuevo
locked-title = Demasiados códigos erróneos
code-over-expired = Ese código expiró ({ $clock }). { $next }
code-over-used-up = Ese código se escribió mal demasiadas veces. { $next }
over-send = Pide un código nuevo aquí abajo.
over-start = Empieza de nuevo para recibir un código nuevo.

done-title = Tu número está verificado
done = Puedes cerrar esta página o volver a lo que estabas haciendo.
verify-another = Verificar otro número
unavailable-title = Ahora mismo no podemos hacerlo
unavailable = Algo no funciona por nuestra parte. No se envió ni se perdió nada. Vuelve a intentarlo en unos segundos.
unreadable-title = No pudimos procesar la solicitud
unreadable = No pudimos usar lo que nos llegó. No se envió ningún código.
missing-title = Esa página no existe
missing = Puede que la dirección esté mal escrita.

phone-missing = Escribe tu número de teléfono móvil.
country-missing = Elige un país, o empieza el número con + y el código de país.
country-unknown = Ningún país tiene ese código. Revisa los dígitos después del +.
country-not-served = No podemos enviar códigos a ese país. Usa un número de otro país.
text-not-served = No podemos enviar códigos a ese tipo de número. Usa tu número de móvil.
call-not-served = No podemos llamar a ese tipo de número. Puedes pedir otra vez el SMS.
phone-unreadable = Eso no es un número de teléfono. Usa dígitos, como { $number }, y + si hace falta un código de país.
phone-strange = Usa solo dígitos: entre ellos hay «{ $character }».
phone-too-short = El número es demasiado corto. Comprueba que no falten dígitos.
phone-too-long = El número es demasiado largo. Comprueba que no sobren dígitos.
phone-wrong-length = Los números de ese país tienen otra longitud. Revisa los dígitos.
phone-unknown = No conocemos ese número. Revisa los dígitos y el país.
code-missing = Escribe el código de { $digits } dígitos.
code-shape = El código tiene { $digits } dígitos. { $typed ->
    [one] Escribiste { $typed } dígito.
   *[other] Escribiste { $typed } dígitos.
}
code-wrong = Ese código no es correcto. Revísalo y vuelve a intentarlo. { $tries ->
    [one] Queda { $tries } intento.
   *[other] Quedan { $tries } intentos.
}
code-expired = Ese código expiró. Necesitas uno nuevo.
code-used-up = Ese código se escribió mal demasiadas veces. Necesitas uno nuevo.
verification-locked = Usaste todos los intentos. Empieza de nuevo para recibir otro código.
phone-locked = Se escribieron demasiados códigos erróneos para este número. Puedes volver a intentarlo { $later }.
text-too-soon = Puedes pedir otro SMS { $later }.
call-too-soon = Puedes pedir una llamada { $later }.
no-sends-left = No podemos enviarte más códigos. Empieza de nuevo para recibir otro.
call-used-up = No podemos volver a llamarte. El código sigue siendo válido.
no-numbers-left = Probaste varios números. Empieza de nuevo para probar otro.
phone-rested = Enviamos varios mensajes a este número. Puedes pedir otro { $later }. Los códigos ya enviados siguen siendo válidos.
text-down = Ahora mismo no podemos enviar SMS. No se envió nada. Vuelve a intentarlo { $later }.
call-down = Ahora mismo no podemos llamar. Todavía puedes pedir un SMS. Vuelve a intentarlo { $later }.
client-rested = Hubo muchas solicitudes desde tu red. Vuelve a intentarlo { $later }.
service-rested = Estamos enviando más mensajes de lo normal. Vuelve a intentarlo { $later }.
text-unreachable = Ese número no puede recibir nuestros SMS. Revísalo o usa otro.
call-unreachable = No podemos llamar a ese número. Puedes pedir otra vez el SMS.
text-not-sent = No pudimos enviar el SMS. Vuelve a intentarlo en un momento.
call-not-sent = No pudimos hacer la llamada. Vuelve a intentarlo en un momento.
text-maybe-sent = No sabemos si el SMS se envió. Si no llega, pídelo otra vez.
call-maybe-sent = No sabemos si la llamada se llegó a hacer. Si tu teléfono no suena, pide otra llamada.
start-again = La página expiró. Escribe otra vez tu número.
already-verified = Tu número ya está verificado.
moved-on = Algo cambió en otra pestaña o ventana, así que no se envió ni se contó nada. Esta página muestra cómo está todo ahora.
cookie-missing = No enviamos ningún código: tu navegador no guarda nuestra cookie. Permite las cookies de este sitio en los ajustes de tu navegador e inténtalo de nuevo.

# “codigo” without its accent: “ó” is not in GSM-7.
text = Tu codigo de { $brand } es { $code }. Expira en { $span }. No lo compartas con nadie.

spoken-greeting = Hola. Esta es una llamada automática de { $brand } con el código que pediste.
spoken-press = Para oír tu código, pulsa la tecla { $key }.
spoken-wrong-key = Esa era otra tecla.
spoken-code = Tu código de { $brand } es
spoken-again = Otra vez, tu código es
spoken-expires = Expira en { $span }.
spoken-warning = No lo compartas con nadie.
spoken-repeat = Para oírlo otra vez, pulsa la tecla { $key }.
spoken-goodbye = Adiós.
spoken-no-key = No se pulsó la tecla correcta, así que no se leyó ningún código. Adiós.
spoken-expired = Este código expiró. Adiós.

## Pages in place of an empty answer, and the end of a wait

elsewhere-title = Abre la página en su propia dirección
elsewhere = La página de la que vienes se abrió en una dirección que no conocemos. No se envió nada. Continúa aquí:
too-large-title = Es demasiado largo
too-large = Lo que escribiste es más largo que un número o un código. No se envió nada.
too-slow-title = No nos llegó a tiempo
too-slow = Lo que escribiste tardó demasiado en llegar. No se envió nada. Comprueba tu conexión.
busy = Hay muchas personas aquí en este momento. No se envió nada. Vuelve a intentarlo en unos segundos.
broke = Algo no funciona por nuestra parte y no sabemos si se envió algo. Si no llega nada, vuelve a intentarlo.
wait-over = Fue un momento demasiado pronto. Ya puedes intentarlo de nuevo.

## For a client

client-wants = { $client } quiere confirmar tu número de teléfono.
client-wants-known = { $client } quiere confirmar que este teléfono es tuyo.
client-cancel = Cancelar y volver a { $client }
client-other-number = Este no es mi número
client-back = Volver a { $client }
return-title = Volver al sitio de donde vienes
return = Continuar
return-window = Vuelve a la ventana de la que vienes. Si no dice que tu número está verificado, pulsa otra vez su botón.
broken-request-title = Este enlace no funciona
broken-request = El sitio web que te ha traído aquí ha cometido un error. Vuelve a él e inténtalo de nuevo.
widget-expired = Han pasado más de 5 minutos. Verifica tu número otra vez.
