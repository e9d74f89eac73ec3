language-name = Deutsch
direction = ltr
voice = Polly.Vicki
voice-language = de-DE

seconds = { $count ->
    [one] { $count } Sekunde
   *[other] { $count } Sekunden
}
minutes = { $count ->
    [one] { $count } Minute
   *[other] { $count } Minuten
}
hours = { $count ->
    [one] { $count } Stunde
   *[other] { $count } Stunden
}
later = in { $span }
later-at = in { $span } (um { $clock })
wait-seconds = in { $count } s
wait-minutes = in { $count } min

progress = Fortschritt
progress-number = Nummer
progress-code = Code
progress-done = Fertig
problem = Es gibt ein Problem
error-title = Fehler: { $title }
language = Sprache
support = Hilfe
handset = Testtelefon öffnen
try-again = Noch einmal versuchen
start-over = Von vorn beginnen
offline = Sie sind offline. Ihre Eingabe bleibt erhalten.

phone-title = Bestätigen Sie Ihre Telefonnummer
phone-why = Wir schicken Ihnen per SMS einen { $digits }-stelligen Code, um zu prüfen, ob die Nummer Ihnen gehört.
country = Land
country-choose = Land wählen
country-search = Nach Name oder Vorwahl suchen
country-found = { $count ->
    [0] Kein Land gefunden
    [one] { $count } Land
   *[other] { $count } Länder
}
close = Schließen
phone = Mobilnummer
phone-example = Zum Beispiel { $number }
send-code = Code senden
sending = Wird gesendet …
rates = Die SMS kann etwas kosten.

code-title = Geben Sie Ihren Code ein
code = { $digits }-stelliger Code
code-hint = Er gilt noch { $span }. Wir prüfen ihn, sobald Sie { $digits } Ziffern eingegeben haben.
code-time = Der Code gilt noch { $span }.
sent-to-text = Geben Sie den { $digits }-stelligen Code ein, den wir an { $number } geschickt haben
sent-to-call = Geben Sie den { $digits }-stelligen Code ein, den wir unter { $number } ansagen
verify = Bestätigen
checking = Wird geprüft …
change-number = Nummer ändern
send-again = Noch einmal senden
send-again-now = Sie können jetzt eine weitere SMS anfordern.
call-me = Lieber anrufen lassen
call-me-now = Sie können jetzt einen Anruf anfordern.
calling = Anruf läuft …
call-how = Eine automatische Stimme bittet um einen Tastendruck und liest dann den Code 3-mal vor.
call-from = Der Anruf kommt von { $number }.

text-sending = Die SMS wird gesendet …
text-unknown = Wir wissen noch nicht, ob die SMS gesendet wurde.
text-sent = Die SMS ist unterwegs.
text-sent-again = Um { $clock } noch einmal gesendet. Die SMS ist unterwegs.
text-slow = Eine SMS kann ein paar Minuten dauern. Sie können auch einen Anruf bekommen.
text-delivered = Die SMS wurde um { $clock } zugestellt.
text-failed = Die SMS kam nicht an. Wir können Sie anrufen und einen Code ansagen.
call-placing = Wir rufen Sie an …
call-unknown = Wir wissen noch nicht, ob der Anruf zustande kam.
call-ringing = Ihr Telefon klingelt.
call-answered = Hören Sie auf { $digits } Ziffern: Wir sagen sie 3-mal.
call-ended = Der Anruf ist beendet.
call-busy = Die Leitung war besetzt. Sie können es noch einmal versuchen.
call-no-answer = Niemand hat abgenommen. Sie können es noch einmal versuchen.
call-voicemail = Ein Anrufbeantworter hat abgenommen, deshalb haben wir den Code nicht angesagt.
call-failed = Der Anruf kam nicht zustande.

code-over-title = Sie brauchen einen neuen Code
locked-title = Zu viele falsche Codes
code-over-expired = Dieser Code ist um { $clock } abgelaufen. Fordern Sie unten einen neuen an.
code-over-used-up = Für diesen Code sind alle Versuche verbraucht. Fordern Sie unten einen neuen an.

done-title = Ihre Telefonnummer ist bestätigt
done = Das war alles. Sie können dorthin zurückkehren, woher Sie gekommen sind.
verify-another = Weitere Nummer bestätigen
unavailable-title = Das geht gerade nicht
unavailable = Bei uns funktioniert etwas nicht. Es wurde nichts gesendet und nichts ging verloren. Versuchen Sie es in ein paar Sekunden noch einmal.
unreadable-title = Das konnten wir nicht lesen
unreadable = Was hier ankam, stammt nicht von unserer Seite. Es wurde nichts gesendet.
missing-title = Diese Seite gibt es nicht
missing = Vielleicht ist die Adresse falsch geschrieben.

phone-missing = Geben Sie Ihre Mobilnummer ein.
country-missing = Wählen Sie ein Land, oder beginnen Sie die Nummer mit + und der Landesvorwahl.
country-unknown = Kein Land hat diese Vorwahl. Prüfen Sie die Ziffern nach dem +.
country-not-served = In dieses Land können wir keine Codes senden. Nehmen Sie eine Nummer aus einem anderen Land.
number-not-served = An diese Art von Nummer können wir keine Codes senden. Nehmen Sie Ihre Mobilnummer.
call-not-served = Diese Art von Nummer können wir nicht anrufen. Sie können die SMS noch einmal anfordern.
phone-unreadable = Das ist keine Telefonnummer. Verwenden Sie nur Ziffern, zum Beispiel { $number }.
phone-too-short = Die Nummer ist zu kurz. Prüfen Sie, ob eine Ziffer fehlt.
phone-too-long = Die Nummer ist zu lang. Prüfen Sie, ob eine Ziffer zu viel ist.
phone-wrong-length = Nummern in diesem Land haben eine andere Länge. Prüfen Sie die Ziffern.
code-missing = Geben Sie den { $digits }-stelligen Code ein.
code-shape = Der Code hat { $digits } Ziffern. Sie haben { $typed } eingegeben.
code-wrong = Dieser Code stimmt nicht. Prüfen Sie ihn und versuchen Sie es noch einmal. { $tries ->
    [one] Noch { $tries } Versuch.
   *[other] Noch { $tries } Versuche.
}
code-expired = Dieser Code ist abgelaufen. Fordern Sie einen neuen an.
code-used-up = Für diesen Code sind alle Versuche verbraucht. Fordern Sie einen neuen an.
flow-locked = Alle Versuche sind verbraucht. Beginnen Sie von vorn, um einen neuen Code zu bekommen.
phone-locked = Für diese Nummer wurden zu viele falsche Codes eingegeben. Sie können es { $later } wieder versuchen.
text-too-soon = Sie können { $later } eine weitere SMS anfordern.
call-too-soon = Sie können { $later } einen Anruf anfordern.
no-sends-left = Schon gesendete Codes gelten weiter. Beginnen Sie von vorn, um noch einen zu bekommen.
no-calls-left = Wir haben Sie so oft angerufen, wie es geht. Der Code gilt weiter.
no-numbers-left = Sie haben schon mehrere Nummern probiert. Beginnen Sie von vorn, um eine weitere zu probieren.
phone-rested = Diese Nummer hat schon mehrere Nachrichten bekommen. Sie können { $later } eine weitere anfordern. Schon gesendete Codes gelten weiter.
text-down = Wir können gerade keine SMS senden. Es wurde nichts gesendet. Versuchen Sie es { $later } noch einmal.
call-down = Wir können gerade nicht anrufen. Eine SMS geht weiterhin. Versuchen Sie es { $later } noch einmal.
client-rested = Aus Ihrem Netz kamen viele Anfragen. Versuchen Sie es { $later } noch einmal.
service-rested = Wir senden gerade mehr Nachrichten als sonst. Versuchen Sie es { $later } noch einmal.
text-unreachable = Diese Nummer kann von uns keine SMS bekommen. Prüfen Sie sie oder nehmen Sie eine andere.
call-unreachable = Diese Nummer können wir nicht anrufen. Sie können die SMS noch einmal anfordern.
text-not-sent = Wir konnten die SMS nicht senden. Es wurde nichts gesendet: Versuchen Sie es gleich noch einmal.
call-not-sent = Wir konnten nicht anrufen. Versuchen Sie es gleich noch einmal.
text-maybe-sent = Wir wissen nicht, ob die SMS gesendet wurde. Kommt sie nicht an, senden Sie sie noch einmal.
call-maybe-sent = Wir wissen nicht, ob der Anruf zustande kam. Klingelt es nicht, fordern Sie ihn noch einmal an.
start-again = Das hat zu lange gedauert. Beginnen Sie noch einmal mit Ihrer Nummer.
already-verified = Ihre Telefonnummer ist schon bestätigt.

text = Ihr { $brand }-Code lautet { $code }. Er gilt noch { $span }. Geben Sie ihn an niemanden weiter.

spoken-greeting = Guten Tag. Dies ist ein automatischer Anruf von { $brand } mit dem Code, den Sie angefordert haben.
spoken-press = Um Ihren Code zu hören, drücken Sie die { $key }.
spoken-wrong-key = Das war eine andere Taste.
spoken-code = Ihr Code von { $brand } lautet
spoken-again = Noch einmal, Ihr Code lautet
spoken-expires = Er gilt noch { $span }.
spoken-repeat = Um ihn noch einmal zu hören, drücken Sie die { $key }.
spoken-goodbye = Auf Wiederhören.
spoken-no-key = Wir haben nicht die richtige Taste empfangen, deshalb wurde kein Code vorgelesen. Auf Wiederhören.
spoken-expired = Dieser Code ist abgelaufen. Auf Wiederhören.

## Seiten anstelle einer leeren Antwort, und was nach einer Wartezeit gesagt wird

go-to-start = Zur Startseite
elsewhere-title = Öffnen Sie die Seite unter ihrer eigenen Adresse
elsewhere = Die Seite, von der Sie kommen, wurde unter einer Adresse geöffnet, die wir nicht kennen. Es wurde nichts gesendet. Hier geht es weiter:
too-large-title = Das ist zu lang
too-large = Ihre Eingabe ist länger, als eine Nummer oder ein Code sein kann. Es wurde nichts gesendet.
too-slow-title = Das kam nicht rechtzeitig an
too-slow = Ihre Eingabe brauchte zu lange, um bei uns anzukommen. Es wurde nichts gesendet. Prüfen Sie Ihre Verbindung.
busy = Im Moment sind viele Menschen hier. Es wurde nichts gesendet. Versuchen Sie es in ein paar Sekunden noch einmal.
broke = Bei uns funktioniert etwas nicht, und wir wissen nicht, ob etwas gesendet wurde. Wenn nichts ankommt, versuchen Sie es noch einmal.
wait-over = Das war einen Moment zu früh. Sie können es jetzt noch einmal versuchen.
