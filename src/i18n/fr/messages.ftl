language-name = Français
direction = ltr
voice = Polly.Lea
voice-language = fr-FR
sentence-space = { " " }

seconds = { $count ->
    [one] { $count } seconde
   *[other] { $count } secondes
}
minutes = { $count ->
    [one] { $count } minute
   *[other] { $count } minutes
}
hours = { $count ->
    [one] { $count } heure
   *[other] { $count } heures
}
clock = { $clock }
clock-utc = { $clock } UTC
later = dans { $span }
later-at = dans { $span } (à { $clock })
wait-seconds = (dans { $count } s)
wait-minutes = (dans { $count } min)

progress = Progression
progress-number = Numéro
progress-code = Code
progress-done = Terminé
problem = Il y a un problème
error-title = Erreur : { $title }
language = Langue
support = Aide
handset = Ouvrir le téléphone d’essai
demo = Essayer depuis une boutique d’exemple
try-again = Réessayer
go-to-start = Aller à la page d’accueil
start-over = Recommencer
offline = Vous êtes hors ligne. Ce que vous avez saisi est conservé.

phone-title = Vérifiez votre numéro de téléphone
phone-why = Nous vous enverrons par SMS un code à { $digits } chiffres pour vérifier que ce numéro est le vôtre.
country = Pays ou région
country-choose = Choisissez un pays
country-search = Nom ou indicatif
country-found = { $count ->
    [0] Aucun pays trouvé. Vérifiez l’orthographe ou cherchez par indicatif.
    [one] { $count } pays
   *[other] { $count } pays
}
close = Fermer
phone = Numéro de mobile
phone-example = Par exemple { $number }
example-country = FR
send-code = Envoyer le code
sending = Envoi…
rates = Votre opérateur peut facturer le message.

code-title = Saisissez votre code
code = Code à { $digits } chiffres
code-hint = Il reste valable { $span }. Nous le vérifions dès que vous avez saisi { $digits } chiffres.
code-time = Le code reste valable { $span }.
sent-to-text = Saisissez le code à { $digits } chiffres de notre SMS au { $number }
sent-to-call = Saisissez le code à { $digits } chiffres de notre appel au { $number }
verify = Vérifier
checking = Vérification…
change-number = Changer de numéro
send-again = Renvoyer
send-again-now = Vous pouvez maintenant demander un autre SMS.
send-new-code = Envoyer un nouveau code
call-me = Recevoir plutôt un appel
call-me-now = Vous pouvez maintenant demander un appel.
calling = Appel…
call-how = Une voix automatique demande d’appuyer sur une touche, puis lit le code 3 fois.
call-from = L’appel viendra du { $number }.

text-sending = Envoi du SMS…
text-unknown = Nous ne savons pas encore si le SMS a été envoyé.
text-sent = Le SMS est en route.
text-sent-again = Renvoyé à { $clock }, le SMS est en route.
text-slow = Un SMS peut prendre quelques minutes. Vous pouvez aussi recevoir un appel.
text-slow-alone = Un SMS peut prendre quelques minutes.
text-delivered = Le SMS est arrivé ({ $clock }).
text-failed = Le SMS n’est pas arrivé. Nous pouvons vous appeler pour vous donner un code.
text-failed-alone = Le SMS n’est pas arrivé.
call-placing = Nous vous appelons…
call-unknown = Nous ne savons pas encore si l’appel a pu être passé.
call-ringing = Votre téléphone sonne.
call-answered = Appuyez sur la touche indiquée, puis écoutez les { $digits } chiffres.
call-speaking = Écoutez les { $digits } chiffres : nous les lisons 3 fois.
call-ended = L’appel est terminé.
call-no-key = L’appel s’est terminé sans que la bonne touche soit appuyée, nous n’avons donc pas dit le code.
call-busy = La ligne était occupée. Vous pouvez réessayer.
call-no-answer = Personne n’a répondu. Vous pouvez réessayer.
call-voicemail = Une messagerie a répondu, nous n’avons donc pas dit le code.
call-failed = L’appel n’a pas abouti.

code-over-title = Il vous faut un nouveau code
locked-title = Trop de codes erronés
code-over-expired = Ce code a expiré ({ $clock }). { $next }
code-over-used-up = Ce code a été mal saisi trop de fois. { $next }
over-send = Demandez un nouveau code ci-dessous.
over-start = Recommencez pour recevoir un nouveau code.

done-title = Votre numéro est vérifié
done = Vous pouvez fermer cette page.
verify-another = Vérifier un autre numéro
unavailable-title = Ce n’est pas possible pour le moment
unavailable = Quelque chose ne fonctionne pas de notre côté. Rien n’a été envoyé et rien n’est perdu. Réessayez dans quelques secondes.
unreadable-title = Nous n’avons pas pu traiter votre demande
unreadable = Nous n’avons pas pu utiliser ce que nous avons reçu. Aucun code n’a été envoyé.
missing-title = Cette page n’existe pas
missing = L’adresse est peut-être mal saisie.

phone-missing = Saisissez votre numéro de mobile.
country-missing = Choisissez un pays, ou commencez le numéro par + et l’indicatif du pays.
country-unknown = Aucun pays n’a cet indicatif. Vérifiez les chiffres après le +.
country-not-served = Nous ne pouvons pas envoyer de codes dans ce pays. Utilisez un numéro d’un autre pays.
text-not-served = Nous ne pouvons pas envoyer de codes à ce type de numéro. Utilisez votre numéro de mobile.
call-not-served = Nous ne pouvons pas appeler ce type de numéro. Vous pouvez redemander le SMS.
phone-unreadable = Ce n’est pas un numéro de téléphone. Utilisez des chiffres, par exemple { $number }, et + s’il faut l’indicatif du pays.
phone-strange = Utilisez seulement des chiffres : il y a « { $character } » parmi eux.
phone-too-short = Ce numéro est trop court. Vérifiez qu’il ne manque pas de chiffre.
phone-too-long = Ce numéro est trop long. Vérifiez qu’il n’y a pas de chiffre en trop.
phone-wrong-length = Les numéros de ce pays ont une autre longueur. Vérifiez les chiffres.
phone-unknown = Nous ne connaissons pas ce numéro. Vérifiez les chiffres et le pays.
code-missing = Saisissez le code à { $digits } chiffres.
code-shape = Le code a { $digits } chiffres. { $typed ->
    [one] Vous avez saisi { $typed } chiffre.
   *[other] Vous avez saisi { $typed } chiffres.
}
code-wrong = Ce code n’est pas le bon. Vérifiez-le et réessayez. { $tries ->
    [one] Il reste { $tries } essai.
   *[other] Il reste { $tries } essais.
}
code-expired = Ce code a expiré. Il vous en faut un nouveau.
code-used-up = Ce code a été mal saisi trop de fois. Il vous en faut un nouveau.
verification-locked = Vous avez utilisé tous vos essais. Recommencez pour recevoir un nouveau code.
phone-locked = Trop de codes erronés ont été saisis pour ce numéro. Vous pourrez réessayer { $later }.
text-too-soon = Vous pourrez demander un autre SMS { $later }.
call-too-soon = Vous pourrez demander un appel { $later }.
no-sends-left = Nous ne pouvons plus vous envoyer de code. Recommencez pour en recevoir un nouveau.
call-used-up = Nous ne pouvons plus vous appeler. Le code reste valable.
no-numbers-left = Vous avez essayé plusieurs numéros. Recommencez pour en essayer un autre.
phone-rested = Nous avons envoyé plusieurs messages à ce numéro. Vous pourrez en demander un autre { $later }. Les codes déjà envoyés restent valables.
text-down = Nous ne pouvons pas envoyer de SMS en ce moment. Rien n’a été envoyé. Réessayez { $later }.
call-down = Nous ne pouvons pas appeler en ce moment. Vous pouvez toujours demander un SMS. Réessayez { $later }.
client-rested = Beaucoup de demandes sont venues de votre réseau. Réessayez { $later }.
service-rested = Nous envoyons plus de messages que d’habitude. Réessayez { $later }.
text-unreachable = Ce numéro ne peut pas recevoir nos SMS. Vérifiez-le ou utilisez-en un autre.
call-unreachable = Nous ne pouvons pas appeler ce numéro. Vous pouvez redemander le SMS.
text-not-sent = Nous n’avons pas pu envoyer le SMS. Réessayez dans un instant.
call-not-sent = Nous n’avons pas pu appeler. Réessayez dans un instant.
text-maybe-sent = Nous ne savons pas si le SMS a été envoyé. S’il n’arrive pas, redemandez-le.
call-maybe-sent = Nous ne savons pas si l’appel a pu être passé. Si le téléphone ne sonne pas, demandez un nouvel appel.
start-again = La page a expiré. Saisissez à nouveau votre numéro.
already-verified = Votre numéro est déjà vérifié.
moved-on = Quelque chose a changé dans un autre onglet ou une autre fenêtre. Rien n’a donc été envoyé ni compté. Cette page montre la situation actuelle.
cookie-missing = Nous n’avons pas envoyé de code : votre navigateur ne conserve pas notre cookie. Autorisez les cookies de ce site dans les réglages de votre navigateur, puis réessayez.

# Straight apostrophes and no “ê” or “ç”: the others are not in GSM-7.
text = Votre code { $brand } est { $code }. Il expire dans { $span }. Ne le communiquez à personne.

# No “de” before the brand, which may begin with a vowel.
spoken-greeting = Bonjour, ici { $brand } : ceci est un appel automatique avec le code que vous avez demandé.
spoken-press = Pour entendre votre code, appuyez sur la touche { $key }.
spoken-wrong-key = C’était une autre touche.
spoken-code = Votre code { $brand } est
spoken-again = Je répète, votre code est
spoken-expires = Il expire dans { $span }.
spoken-warning = Ne le communiquez à personne.
spoken-repeat = Pour l’entendre encore, appuyez sur la touche { $key }.
spoken-goodbye = Au revoir.
spoken-no-key = Vous n’avez pas appuyé sur la bonne touche. Aucun code n’a été lu. Au revoir.
spoken-expired = Ce code a expiré. Au revoir.

## Pages in place of an empty answer, and the end of a wait

elsewhere-title = Ouvrez la page à sa propre adresse
elsewhere = La page d’où vous venez a été ouverte à une adresse que nous ne connaissons pas. Rien n’a été envoyé. Continuez ici :
too-large-title = C’est trop long
too-large = Votre saisie est plus longue qu’un numéro ou un code. Rien n’a été envoyé.
too-slow-title = Nous ne l’avons pas reçu à temps
too-slow = Votre saisie a mis trop de temps à nous parvenir. Rien n’a été envoyé. Vérifiez votre connexion.
busy = Beaucoup de monde est ici en ce moment. Rien n’a été envoyé. Réessayez dans quelques secondes.
broke = Quelque chose ne fonctionne pas de notre côté et nous ne savons pas si un envoi a eu lieu. Si rien n’arrive, réessayez.
wait-over = C’était un instant trop tôt. Vous pouvez réessayer maintenant.

## For a client

client-wants = { $client } souhaite confirmer votre numéro de téléphone.
client-wants-known = { $client } souhaite confirmer que ce téléphone est le vôtre.
client-cancel = Annuler et revenir à { $client }
client-other-number = Ce n’est pas mon numéro
client-back = Revenir à { $client }
return-title = Retour au site d’où vous venez
return = Continuer
return-window = Revenez à la fenêtre d’où vous venez. Si elle n’indique pas que votre numéro est vérifié, appuyez de nouveau sur son bouton.
broken-request-title = Ce lien ne fonctionne pas
broken-request = Le site qui vous a envoyé ici a fait une erreur. Retournez-y et réessayez.
widget-expired = Plus de 5 minutes ont passé. Vérifiez à nouveau votre numéro.
