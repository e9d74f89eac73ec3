# No sentence ends in a digit: before a full stop it is read as an ordinal.

language-name = Deutsch
direction = ltr
voice = Polly.Vicki
voice-language = de-DE
sentence-space = { " " }

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
clock = { $clock } Uhr
clock-utc = { $clock } Uhr UTC
later = in { $span }
later-at = in { $span } (um { $clock })
wait-seconds = (in { $count } s)
wait-minutes = (in { $count } min)

progress = Fortschritt
progress-number = Nummer
progress-code = Code
progress-done = Fertig
problem = Es gibt ein Problem
error-title = Fehler: { $title }
language = Sprache
support = Hilfe
handset = Testtelefon öffnen
demo = In einem Beispielshop ausprobieren
try-again = Noch einmal versuchen
go-to-start = Zur Startseite
start-over = Von vorn beginnen
offline = Sie sind offline. Ihre Eingabe bleibt erhalten.

phone-title = Bestätigen Sie Ihre Telefonnummer
phone-why = Wir schicken Ihnen per SMS einen { $digits }-stelligen Code, um zu prüfen, ob die Nummer Ihnen gehört.
country = Land oder Region
country-choose = Land wählen
country-search = Name oder Vorwahl
country-found = { $count ->
    [0] Kein Land gefunden. Prüfen Sie die Schreibweise, oder suchen Sie nach der Ländervorwahl.
    [one] { $count } Land
   *[other] { $count } Länder
}
close = Schließen
phone = Mobilnummer
phone-example = Zum Beispiel { $number }
example-country = DE
send-code = Code senden
sending = Wird gesendet …
rates = Ihr Mobilfunkanbieter kann dafür Gebühren berechnen.

code-title = Geben Sie Ihren Code ein
code = { $digits }-stelliger Code
code-hint = Er gilt noch { $span }. Wir prüfen ihn, sobald Sie { $digits } Ziffern eingegeben haben.
code-time = Der Code gilt noch { $span }.
sent-to-text = Geben Sie den { $digits }-stelligen Code aus der SMS an { $number } ein
sent-to-call = Geben Sie den { $digits }-stelligen Code aus unserem Anruf an { $number } ein
verify = Bestätigen
checking = Wird geprüft …
change-number = Nummer ändern
send-again = Noch einmal senden
send-again-now = Sie können jetzt eine weitere SMS anfordern.
send-new-code = Neuen Code senden
call-me = Lieber anrufen lassen
call-me-now = Sie können jetzt einen Anruf anfordern.
calling = Wir rufen an …
call-how = Eine automatische Stimme bittet um einen Tastendruck und liest dann den Code dreimal vor.
call-from = Sie werden von { $number } angerufen.

text-sending = Die SMS wird gesendet …
text-unknown = Wir wissen noch nicht, ob die SMS gesendet wurde.
text-sent = Die SMS ist unterwegs.
text-sent-again = Um { $clock } noch einmal gesendet. Die SMS ist unterwegs.
text-slow = Bis eine SMS ankommt, kann es ein paar Minuten dauern. Sie können auch einen Anruf bekommen.
text-slow-alone = Bis eine SMS ankommt, kann es ein paar Minuten dauern.
text-delivered = Die SMS wurde um { $clock } zugestellt.
text-failed = Die SMS kam nicht an. Wir können Sie anrufen und einen Code ansagen.
text-failed-alone = Die SMS kam nicht an.
call-placing = Wir rufen Sie an …
call-unknown = Wir wissen noch nicht, ob der Anruf zustande kam.
call-ringing = Ihr Telefon klingelt.
call-answered = Drücken Sie die angesagte Taste, und achten Sie dann auf { $digits } Ziffern.
call-speaking = Achten Sie auf { $digits } Ziffern: Wir sagen sie dreimal an.
call-ended = Der Anruf ist beendet.
call-no-key = Der Anruf endete, bevor die richtige Taste gedrückt wurde, deshalb haben wir den Code nicht angesagt.
call-busy = Die Leitung war besetzt. Sie können es noch einmal versuchen.
call-no-answer = Niemand hat abgenommen. Sie können es noch einmal versuchen.
call-voicemail = Die Mailbox ist drangegangen, deshalb haben wir den Code nicht angesagt.
call-failed = Der Anruf kam nicht zustande.

code-over-title = Sie brauchen einen neuen Code
locked-title = Zu viele falsche Codes
code-over-expired = Dieser Code ist um { $clock } abgelaufen. { $next }
code-over-used-up = Dieser Code wurde zu oft falsch eingegeben. { $next }
over-send = Fordern Sie unten einen neuen Code an.
over-start = Beginnen Sie von vorn, um einen neuen Code zu bekommen.

done-title = Ihre Telefonnummer ist bestätigt
done = Das war alles. Sie können diese Seite jetzt schließen.
verify-another = Weitere Nummer bestätigen
unavailable-title = Das geht gerade nicht
unavailable = Bei uns funktioniert etwas nicht. Es wurde nichts gesendet, und es ist nichts verloren gegangen. Versuchen Sie es in ein paar Sekunden noch einmal.
unreadable-title = Das konnten wir nicht verarbeiten
unreadable = Was hier ankam, kam nicht von dieser Website. Es wurde kein Code gesendet.
missing-title = Diese Seite gibt es nicht
missing = Vielleicht ist die Adresse falsch geschrieben.

phone-missing = Geben Sie Ihre Mobilnummer ein.
country-missing = Wählen Sie ein Land, oder beginnen Sie die Nummer mit + und der Ländervorwahl.
country-unknown = Kein Land hat diese Ländervorwahl. Prüfen Sie die Ziffern nach dem +.
country-not-served = In dieses Land können wir keine Codes senden. Verwenden Sie eine Nummer aus einem anderen Land.
text-not-served = An diese Art von Nummer können wir keine Codes senden. Verwenden Sie Ihre Mobilnummer.
call-not-served = Diese Art von Nummer können wir nicht anrufen. Sie können die SMS noch einmal anfordern.
phone-unreadable = Das ist keine Telefonnummer. Verwenden Sie Ziffern, zum Beispiel { $number }, und + für eine Ländervorwahl.
phone-strange = Verwenden Sie nur Ziffern: Es ist ein „{ $character }“ dabei.
phone-too-short = Die Nummer ist zu kurz. Prüfen Sie, ob eine Ziffer fehlt.
phone-too-long = Die Nummer ist zu lang. Prüfen Sie, ob eine Ziffer zu viel ist.
phone-wrong-length = Nummern in diesem Land haben eine andere Länge. Prüfen Sie die Ziffern.
phone-unknown = Diese Nummer kennen wir nicht. Prüfen Sie die Ziffern und das Land.
code-missing = Geben Sie den { $digits }-stelligen Code ein.
code-shape = Der Code hat { $digits } Ziffern. { $typed ->
    [one] Sie haben { $typed } Ziffer eingegeben.
   *[other] Sie haben { $typed } Ziffern eingegeben.
}
code-wrong = Dieser Code stimmt nicht. Prüfen Sie ihn und versuchen Sie es noch einmal. { $tries ->
    [one] Noch { $tries } Versuch.
   *[other] Noch { $tries } Versuche.
}
code-expired = Dieser Code ist abgelaufen. Sie brauchen einen neuen.
code-used-up = Dieser Code wurde zu oft falsch eingegeben. Sie brauchen einen neuen.
verification-locked = Alle Versuche sind aufgebraucht. Beginnen Sie von vorn, um einen neuen Code zu bekommen.
phone-locked = Für diese Nummer wurden zu viele falsche Codes eingegeben. Sie können es { $later } wieder versuchen.
text-too-soon = Sie können { $later } eine weitere SMS anfordern.
call-too-soon = Sie können { $later } einen Anruf anfordern.
no-sends-left = Wir können Ihnen keine weiteren Codes senden. Beginnen Sie von vorn, um einen neuen zu bekommen.
call-used-up = Weitere Anrufe sind nicht möglich. Der Code gilt weiter.
no-numbers-left = Sie haben schon mehrere Nummern probiert. Beginnen Sie von vorn, um eine weitere zu probieren.
phone-rested = An diese Nummer haben wir schon mehrere Nachrichten gesendet. Sie können { $later } eine weitere anfordern. Schon gesendete Codes gelten weiter.
text-down = Wir können gerade keine SMS senden. Es wurde nichts gesendet. Versuchen Sie es { $later } noch einmal.
call-down = Wir können gerade nicht anrufen. Sie können weiterhin eine SMS anfordern. Versuchen Sie es { $later } noch einmal.
client-rested = Aus Ihrem Netz kamen viele Anfragen. Versuchen Sie es { $later } noch einmal.
service-rested = Wir senden gerade mehr Nachrichten als sonst. Versuchen Sie es { $later } noch einmal.
text-unreachable = Diese Nummer kann von uns keine SMS bekommen. Prüfen Sie die Nummer oder verwenden Sie eine andere.
call-unreachable = Diese Nummer können wir nicht anrufen. Sie können die SMS noch einmal anfordern.
text-not-sent = Wir konnten die SMS nicht senden. Versuchen Sie es gleich noch einmal.
call-not-sent = Wir konnten nicht anrufen. Versuchen Sie es gleich noch einmal.
text-maybe-sent = Wir wissen nicht, ob die SMS gesendet wurde. Kommt sie nicht an, fordern Sie eine neue an.
call-maybe-sent = Wir wissen nicht, ob der Anruf zustande kam. Klingelt es nicht, fordern Sie ihn noch einmal an.
start-again = Diese Seite ist abgelaufen. Geben Sie Ihre Nummer noch einmal ein.
already-verified = Ihre Telefonnummer ist schon bestätigt.
moved-on = In einem anderen Tab oder Fenster hat sich etwas geändert. Deshalb wurde nichts gesendet und nichts gezählt. Diese Seite zeigt den aktuellen Stand.
cookie-missing = Wir haben keinen Code gesendet: Ihr Browser behält unser Cookie nicht. Erlauben Sie in den Einstellungen Ihres Browsers Cookies für diese Website und versuchen Sie es dann noch einmal.

text = Ihr Code für { $brand } lautet { $code }. Er gilt { $span }. Geben Sie ihn an niemanden weiter.

spoken-greeting = Guten Tag. Dies ist ein automatischer Anruf von { $brand } mit dem Code, den Sie angefordert haben.
spoken-press = Drücken Sie die Taste { $key }, um Ihren Code zu hören.
spoken-wrong-key = Das war eine andere Taste.
spoken-code = Ihr Code für { $brand } lautet
spoken-again = Noch einmal, Ihr Code lautet
spoken-expires = Er gilt { $span }.
spoken-warning = Geben Sie ihn an niemanden weiter.
spoken-repeat = Drücken Sie die Taste { $key }, um ihn noch einmal zu hören.
spoken-goodbye = Auf Wiederhören.
spoken-no-key = Die richtige Taste wurde nicht gedrückt, deshalb wurde kein Code angesagt. Auf Wiederhören.
spoken-expired = Dieser Code ist abgelaufen. Auf Wiederhören.

## Pages in place of an empty answer, and the end of a wait

elsewhere-title = Öffnen Sie die Seite unter ihrer eigenen Adresse
elsewhere = Die Seite, von der Sie kommen, wurde unter einer Adresse geöffnet, die wir nicht kennen. Es wurde nichts gesendet. Hier geht es weiter:
too-large-title = Das ist zu lang
too-large = Ihre Eingabe ist länger, als eine Nummer oder ein Code sein kann. Es wurde nichts gesendet.
too-slow-title = Das kam nicht rechtzeitig an
too-slow = Ihre Eingabe brauchte zu lange, um bei uns anzukommen. Es wurde nichts gesendet. Prüfen Sie Ihre Verbindung.
busy = Im Moment sind viele Menschen hier. Es wurde nichts gesendet. Versuchen Sie es in ein paar Sekunden noch einmal.
broke = Bei uns funktioniert etwas nicht, und wir wissen nicht, ob etwas gesendet wurde. Wenn nichts ankommt, versuchen Sie es noch einmal.
wait-over = Das war einen Moment zu früh. Sie können es jetzt noch einmal versuchen.

## For a client

client-wants = { $client } möchte Ihre Telefonnummer bestätigen.
client-wants-known = { $client } möchte bestätigen, dass dieses Telefon Ihnen gehört.
client-cancel = Abbrechen und zurück zu { $client }
client-other-number = Das ist nicht meine Nummer
client-back = Zurück zu { $client }
return-title = Zurück dorthin, woher Sie kamen
return = Weiter
return-window = Gehen Sie zurück zu dem Fenster, aus dem Sie kamen. Wenn dort nicht steht, dass Ihre Nummer bestätigt ist, drücken Sie noch einmal auf den Knopf.
broken-request-title = Dieser Link funktioniert nicht
broken-request = Die Website, von der Sie kommen, hat einen Fehler gemacht. Gehen Sie dorthin zurück und versuchen Sie es noch einmal.
widget-expired = Das ist mehr als 5 Minuten her. Bestätigen Sie Ihre Telefonnummer noch einmal.
