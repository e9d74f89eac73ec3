language-name = Português (Brasil)
direction = ltr
voice = Polly.Camila
voice-language = pt-BR
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
# No article before a time of day: “à 1h05”, but “às 2h05”.
clock = { $clock }
clock-utc = { $clock } UTC
later = em { $span }
later-at = em { $span } ({ $clock })
wait-seconds = (em { $count } s)
wait-minutes = (em { $count } min)

progress = Progresso
progress-number = Número
progress-code = Código
progress-done = Pronto
problem = Há um problema
error-title = Erro: { $title }
language = Idioma
support = Ajuda
handset = Abrir o telefone de teste
demo = Experimentar em uma loja de exemplo
try-again = Tentar de novo
go-to-start = Ir para a página inicial
start-over = Começar de novo
offline = Você está sem conexão. O que você digitou foi mantido.

phone-title = Confirme seu número de telefone
phone-why = Vamos enviar por SMS um código de { $digits } dígitos para confirmar que o número é seu.
country = País ou região
country-choose = Escolha um país
country-search = Busque por nome ou DDI
country-found = { $count ->
    [0] Nenhum país encontrado. Confira como está escrito ou busque pelo código do país (DDI).
    [one] { $count } país
   *[other] { $count } países
}
close = Fechar
phone = Número de celular
phone-example = Por exemplo, { $number }
example-country = BR
send-code = Enviar código
sending = Enviando…
rates = Sua operadora pode cobrar pela mensagem.

code-title = Digite seu código
code = Código de { $digits } dígitos
code-hint = Ele vale por mais { $span }. Conferimos assim que você digitar os { $digits } dígitos.
code-time = O código vale por mais { $span }.
sent-to-text = Digite o código de { $digits } dígitos do nosso SMS para { $number }
sent-to-call = Digite o código de { $digits } dígitos que informamos na ligação para { $number }
verify = Confirmar
checking = Conferindo…
change-number = Trocar número
send-again = Enviar de novo
send-again-now = Você já pode pedir outro SMS.
send-new-code = Enviar um novo código
call-me = Prefiro uma ligação
call-me-now = Você já pode pedir uma ligação.
calling = Ligando…
call-how = Uma voz automática pede para apertar uma tecla e depois lê o código 3 vezes.
call-from = A ligação virá do número { $number }.

text-sending = Enviando o SMS…
text-unknown = Ainda não sabemos se o SMS foi enviado.
text-sent = O SMS está a caminho.
text-sent-again = Enviado de novo ({ $clock }). Está a caminho.
text-slow = Um SMS pode levar alguns minutos. Você também pode receber uma ligação.
text-slow-alone = Um SMS pode levar alguns minutos.
text-delivered = O SMS chegou ({ $clock }).
text-failed = O SMS não chegou. Podemos ligar e informar um código.
text-failed-alone = O SMS não chegou.
call-placing = Ligando para você…
call-unknown = Ainda não sabemos se a ligação foi feita.
call-ringing = Seu telefone está tocando.
call-answered = Aperte a tecla indicada e ouça os { $digits } dígitos.
call-speaking = Ouça os { $digits } dígitos: eles serão lidos 3 vezes.
call-ended = A ligação terminou.
call-no-key = A ligação terminou antes que a tecla certa fosse apertada, então não informamos o código.
call-busy = A linha estava ocupada. Você pode tentar de novo.
call-no-answer = Ninguém atendeu. Você pode tentar de novo.
call-voicemail = Caiu na caixa postal, então não informamos o código.
call-failed = A ligação não foi completada.

code-over-title = Você precisa de um novo código
locked-title = Muitos códigos errados
code-over-expired = Esse código expirou ({ $clock }). { $next }
code-over-used-up = Esse código foi digitado errado muitas vezes. { $next }
over-send = Peça um novo código abaixo.
over-start = Comece de novo para receber um novo código.

done-title = Seu número está confirmado
done = Você pode fechar esta página ou voltar ao que estava fazendo.
verify-another = Confirmar outro número
unavailable-title = Não é possível fazer isso agora
unavailable = Algo não está funcionando do nosso lado. Nada foi enviado e nada se perdeu. Tente de novo em alguns segundos.
unreadable-title = Não conseguimos processar isso
unreadable = Não conseguimos usar o que chegou aqui. Nenhum código foi enviado.
missing-title = Essa página não existe
missing = O endereço pode estar errado.

phone-missing = Digite seu número de celular.
country-missing = Escolha um país, ou comece o número com + e o código do país (DDI).
country-unknown = Nenhum país usa esse código de país (DDI). Confira os dígitos depois do +.
country-not-served = Não podemos enviar códigos para esse país. Use um número de outro país.
text-not-served = Não podemos enviar códigos para esse tipo de número. Use seu número de celular.
call-not-served = Não podemos ligar para esse tipo de número. Você pode pedir o SMS de novo.
phone-unreadable = Isso não é um número de telefone. Use dígitos, como { $number }, e + se precisar do código do país (DDI).
phone-strange = Use só dígitos: há “{ $character }” entre eles.
phone-too-short = O número está curto demais. Veja se não faltam dígitos.
phone-too-long = O número está longo demais. Veja se não há dígitos a mais.
phone-wrong-length = Os números desse país têm outro tamanho. Confira os dígitos.
phone-unknown = Não conhecemos esse número. Confira os dígitos e o país.
code-missing = Digite o código de { $digits } dígitos.
code-shape = O código tem { $digits } dígitos. { $typed ->
    [one] Você digitou { $typed } dígito.
   *[other] Você digitou { $typed } dígitos.
}
code-wrong = Esse código não está certo. Confira e tente de novo. { $tries ->
    [one] Resta { $tries } tentativa.
   *[other] Restam { $tries } tentativas.
}
code-expired = Esse código expirou. Você precisa de um novo.
code-used-up = Esse código foi digitado errado muitas vezes. Você precisa de um novo.
verification-locked = Você usou todas as tentativas. Comece de novo para receber outro código.
phone-locked = Muitos códigos errados foram digitados para este número. Você pode tentar de novo { $later }.
text-too-soon = Você pode pedir outro SMS { $later }.
call-too-soon = Você pode pedir uma ligação { $later }.
no-sends-left = Não podemos enviar mais códigos. Comece de novo para receber outro.
call-used-up = Não podemos ligar de novo. O código continua valendo.
no-numbers-left = Você tentou vários números. Comece de novo para tentar outro.
phone-rested = Enviamos várias mensagens para este número. Você pode pedir outra { $later }. Os códigos já enviados continuam valendo.
text-down = Não conseguimos enviar SMS no momento. Nada foi enviado. Tente de novo { $later }.
call-down = Não conseguimos ligar no momento. Você ainda pode pedir um SMS. Tente de novo { $later }.
client-rested = Houve muitas solicitações da sua rede. Tente de novo { $later }.
service-rested = Estamos enviando mais mensagens que o normal. Tente de novo { $later }.
text-unreachable = Esse número não pode receber nosso SMS. Confira ou use outro.
call-unreachable = Não conseguimos ligar para esse número. Você pode pedir o SMS de novo.
text-not-sent = Não conseguimos enviar o SMS. Tente de novo daqui a pouco.
call-not-sent = Não conseguimos fazer a ligação. Tente de novo daqui a pouco.
text-maybe-sent = Não sabemos se o SMS foi enviado. Se não chegar, peça de novo.
call-maybe-sent = Não sabemos se a ligação foi feita. Se o telefone não tocar, peça outra ligação.
start-again = Esta página expirou. Digite seu número de novo.
already-verified = Seu número já está confirmado.
moved-on = Algo mudou em outra aba ou janela, por isso nada foi enviado nem contado. Esta página mostra a situação atual.
cookie-missing = Não enviamos nenhum código: seu navegador não guarda nosso cookie. Permita os cookies deste site nas configurações do navegador e tente de novo.

# “codigo”, “Nao”: “ó” and “ã” are not in GSM-7.
text = Seu codigo { $brand }: { $code }. Expira em { $span }. Nao compartilhe com ninguém.

spoken-greeting = Olá. Esta é uma ligação automática de { $brand } com o código que você pediu.
spoken-press = Para ouvir seu código, aperte a tecla { $key }.
spoken-wrong-key = Essa foi outra tecla.
spoken-code = Seu código { $brand } é
spoken-again = De novo, seu código é
spoken-expires = Ele expira em { $span }.
spoken-warning = Não compartilhe com ninguém.
spoken-repeat = Para ouvir de novo, aperte a tecla { $key }.
spoken-goodbye = Até logo.
spoken-no-key = A tecla certa não foi apertada, então nenhum código foi lido. Até logo.
spoken-expired = Este código expirou. Até logo.

## Pages in place of an empty answer, and the end of a wait

elsewhere-title = Abra a página no endereço dela
elsewhere = A página de onde você veio foi aberta em um endereço que não conhecemos. Nada foi enviado. Continue aqui:
too-large-title = Isso é longo demais
too-large = O que você digitou é mais longo do que um número ou um código. Nada foi enviado.
too-slow-title = Não chegou a tempo
too-slow = O que você digitou demorou demais para chegar. Nada foi enviado. Verifique sua conexão.
busy = Há muitas pessoas aqui neste momento. Nada foi enviado. Tente de novo em alguns segundos.
broke = Algo não está funcionando do nosso lado e não sabemos se algo foi enviado. Se nada chegar, tente de novo.
wait-over = Foi um instante cedo demais. Você já pode tentar de novo.

## For a client

client-wants = { $client } quer confirmar seu número de telefone.
client-wants-known = { $client } quer confirmar que este telefone é seu.
client-cancel = Cancelar e voltar para { $client }
client-other-number = Este não é o meu número
client-back = Voltar para { $client }
return-title = Voltar para onde você estava
return = Continuar
return-window = Volte à janela de onde você veio. Se ela não disser que seu número está confirmado, aperte o botão dela de novo.
broken-request-title = Este link não funciona
broken-request = O site que trouxe você até aqui cometeu um erro. Volte a ele e tente de novo.
widget-expired = Já se passaram mais de 5 minutos. Confirme seu número de novo.
