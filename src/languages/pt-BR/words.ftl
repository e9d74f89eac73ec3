language-name = Português (Brasil)
direction = ltr
voice = Polly.Camila
voice-language = pt-BR

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
later = em { $span }
later-at = em { $span } (às { $clock })
wait-seconds = em { $count } s
wait-minutes = em { $count } min

progress = Progresso
progress-number = Número
progress-code = Código
progress-done = Pronto
problem = Há um problema
error-title = Erro: { $title }
language = Idioma
support = Ajuda
handset = Abrir o telefone de teste
try-again = Tentar de novo
start-over = Começar de novo
offline = Você está sem conexão. O que você digitou foi mantido.

phone-title = Confirme seu número de telefone
phone-why = Vamos enviar por SMS um código de { $digits } dígitos para confirmar que o número é seu.
country = País
country-choose = Escolha um país
country-search = Busque por nome ou código
country-found = { $count ->
    [0] Nenhum país encontrado
    [one] { $count } país
   *[other] { $count } países
}
close = Fechar
phone = Número de celular
phone-example = Por exemplo, { $number }
send-code = Enviar código
sending = Enviando…
rates = Sua operadora pode cobrar pela mensagem.

code-title = Digite seu código
code = Código de { $digits } dígitos
code-hint = Ele funciona por mais { $span }. Conferimos assim que você digitar os { $digits } dígitos.
code-time = O código funciona por mais { $span }.
sent-to-text = Digite o código de { $digits } dígitos que enviamos para { $number }
sent-to-call = Digite o código de { $digits } dígitos que informamos na ligação para { $number }
verify = Confirmar
checking = Conferindo…
change-number = Trocar número
send-again = Enviar de novo
send-again-now = Você já pode pedir outro SMS.
call-me = Prefiro uma ligação
call-me-now = Você já pode pedir uma ligação.
calling = Ligando…
call-how = Uma voz automática pede para apertar uma tecla e depois lê o código 3 vezes.
call-from = A ligação virá do número { $number }.

text-sending = Enviando o SMS…
text-unknown = Ainda não sabemos se o SMS foi enviado.
text-sent = O SMS está a caminho.
text-sent-again = Enviado de novo às { $clock }. Está a caminho.
text-slow = Um SMS pode levar alguns minutos. Você também pode receber uma ligação.
text-delivered = O SMS chegou às { $clock }.
text-failed = O SMS não chegou. Podemos ligar e falar um código.
call-placing = Ligando para você…
call-unknown = Ainda não sabemos se a ligação foi feita.
call-ringing = Seu telefone está tocando.
call-answered = Ouça os { $digits } dígitos: falamos 3 vezes.
call-ended = A ligação terminou.
call-busy = A linha estava ocupada. Você pode tentar de novo.
call-no-answer = Ninguém atendeu. Você pode tentar de novo.
call-voicemail = Caiu na caixa postal, então não falamos o código.
call-failed = A ligação não foi completada.

code-over-title = Você precisa de um novo código
locked-title = Códigos errados demais
code-over-expired = Esse código expirou às { $clock }. Peça outro abaixo.
code-over-used-up = Esse código não aceita mais tentativas. Peça outro abaixo.

done-title = Seu número está confirmado
done = É só isso. Você pode voltar para onde estava.
verify-another = Confirmar outro número
unavailable-title = Não dá para fazer isso agora
unavailable = Algo não está funcionando do nosso lado. Nada foi enviado e nada se perdeu. Tente de novo em alguns segundos.
unreadable-title = Não conseguimos ler isso
unreadable = O que chegou aqui não veio da nossa página. Nada foi enviado.
missing-title = Essa página não existe
missing = O endereço pode estar errado.

phone-missing = Digite seu número de celular.
country-missing = Escolha um país, ou comece o número com + e o código do país.
country-unknown = Nenhum país tem esse código. Confira os dígitos depois do +.
country-not-served = Não podemos enviar códigos para esse país. Use um número de outro país.
number-not-served = Não podemos enviar códigos para esse tipo de número. Use seu número de celular.
call-not-served = Não podemos ligar para esse tipo de número. Você pode pedir o SMS de novo.
phone-unreadable = Isso não é um número de telefone. Use só dígitos, como { $number }.
phone-too-short = O número está curto demais. Veja se não falta nenhum dígito.
phone-too-long = O número está longo demais. Veja se não sobra nenhum dígito.
phone-wrong-length = Os números desse país têm outro tamanho. Confira os dígitos.
code-missing = Digite o código de { $digits } dígitos.
code-shape = O código tem { $digits } dígitos. Você digitou { $typed }.
code-wrong = Esse código não está certo. Confira e tente de novo. { $tries ->
    [one] Resta { $tries } tentativa.
   *[other] Restam { $tries } tentativas.
}
code-expired = Esse código expirou. Peça outro.
code-used-up = Esse código não aceita mais tentativas. Peça outro.
flow-locked = Você usou todas as tentativas. Comece de novo para receber outro código.
phone-locked = Foram digitados códigos errados demais para este número. Você pode tentar de novo { $later }.
text-too-soon = Você pode pedir outro SMS { $later }.
call-too-soon = Você pode pedir uma ligação { $later }.
no-sends-left = Os códigos já enviados continuam funcionando. Comece de novo para receber outro.
no-calls-left = Já ligamos o máximo de vezes possível. O código continua funcionando.
no-numbers-left = Você tentou vários números. Comece de novo para tentar outro.
phone-rested = Este número já recebeu várias mensagens. Você pode pedir outra { $later }. Os códigos já enviados continuam funcionando.
text-down = Não conseguimos enviar SMS no momento. Nada foi enviado. Tente de novo { $later }.
call-down = Não conseguimos ligar no momento. O SMS continua funcionando. Tente de novo { $later }.
client-rested = Houve muitos pedidos da sua rede. Tente de novo { $later }.
service-rested = Estamos enviando mais mensagens que o normal. Tente de novo { $later }.
text-unreachable = Esse número não pode receber nosso SMS. Confira ou use outro.
call-unreachable = Não conseguimos ligar para esse número. Você pode pedir o SMS de novo.
text-not-sent = Não conseguimos enviar o SMS. Nada foi enviado: tente de novo daqui a pouco.
call-not-sent = Não conseguimos fazer a ligação. Tente de novo daqui a pouco.
text-maybe-sent = Não sabemos se o SMS foi enviado. Se não chegar, envie de novo.
call-maybe-sent = Não sabemos se a ligação foi feita. Se não tocar, peça de novo.
start-again = Demorou demais. Comece de novo com seu número.
already-verified = Seu número já está confirmado.

# “codigo”, “Nao”: “ó” and “ã” are not in GSM-7.
text = Seu codigo { $brand }: { $code }. Expira em { $span }. Nao compartilhe com ninguém.

spoken-greeting = Olá. Esta é uma ligação automática de { $brand } com o código que você pediu.
spoken-press = Para ouvir seu código, aperte { $key }.
spoken-wrong-key = Essa foi outra tecla.
spoken-code = Seu código { $brand } é
spoken-again = De novo, seu código é
spoken-expires = Ele expira em { $span }.
spoken-repeat = Para ouvir de novo, aperte { $key }.
spoken-goodbye = Até logo.
spoken-no-key = Não recebemos a tecla certa, então nenhum código foi lido. Até logo.
spoken-expired = Este código expirou. Até logo.

## Páginas no lugar de uma resposta vazia, e o que se diz depois de uma espera

go-to-start = Ir para a página inicial
elsewhere-title = Abra a página no endereço dela
elsewhere = A página de onde você veio foi aberta em um endereço que não conhecemos. Nada foi enviado. Continue aqui:
too-large-title = Isso é longo demais
too-large = O que você digitou é mais longo do que um número ou um código. Nada foi enviado.
too-slow-title = Não chegou a tempo
too-slow = O que você digitou demorou demais para chegar. Nada foi enviado. Verifique sua conexão.
busy = Há muitas pessoas aqui neste momento. Nada foi enviado. Tente de novo em alguns segundos.
broke = Algo não está funcionando do nosso lado e não sabemos se algo foi enviado. Se nada chegar, tente de novo.
wait-over = Foi um instante cedo demais. Você já pode tentar de novo.
