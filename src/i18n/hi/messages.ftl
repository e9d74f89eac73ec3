language-name = हिन्दी
direction = ltr
voice = Polly.Aditi
voice-language = hi-IN
sentence-space = { " " }

seconds = { $count ->
    [one] { $count } सेकंड
   *[other] { $count } सेकंड
}
minutes = { $count ->
    [one] { $count } मिनट
   *[other] { $count } मिनट
}
hours = { $count ->
    [one] { $count } घंटे
   *[other] { $count } घंटे
}
# No “बजे” after a time of day, which has its “pm”.
clock = { $clock }
clock-utc = { $clock } UTC
later = { $span } बाद
later-at = { $span } बाद ({ $clock })
wait-seconds = ({ $count } सेकंड बाद)
wait-minutes = ({ $count } मिनट बाद)

progress = प्रगति
progress-number = नंबर
progress-code = कोड
progress-done = हो गया
problem = कुछ गड़बड़ है
error-title = गड़बड़ी: { $title }
language = भाषा
support = सहायता
handset = टेस्ट फ़ोन खोलें
demo = नमूना दुकान से आज़माएँ
try-again = फिर कोशिश करें
go-to-start = शुरुआती पेज पर जाएँ
start-over = फिर से शुरू करें
offline = आप ऑफ़लाइन हैं। आपने जो लिखा है वह सुरक्षित है।

phone-title = अपना फ़ोन नंबर वेरिफ़ाई करें
phone-why = यह जाँचने के लिए कि नंबर आपका है, हम आपको SMS से { $digits } अंकों का कोड भेजेंगे।
country = देश या इलाका
country-choose = देश चुनें
country-search = नाम या कोड से खोजें
country-found = { $count ->
    [0] कोई देश नहीं मिला। वर्तनी जाँचें या देश के कोड से खोजें।
    [one] { $count } देश
   *[other] { $count } देश
}
close = बंद करें
phone = मोबाइल नंबर
phone-example = जैसे { $number }
example-country = IN
send-code = कोड भेजें
sending = भेज रहे हैं…
rates = SMS का शुल्क लग सकता है।

code-title = अपना कोड डालें
code = { $digits } अंकों का कोड
code-hint = यह अभी { $span } और चलेगा। { $digits } अंक डालते ही हम इसे जाँच लेंगे।
code-time = कोड अभी { $span } और चलेगा।
sent-to-text = { $number } पर हमारे SMS में आया { $digits } अंकों का कोड डालें
sent-to-call = { $number } पर कॉल में बताया जाने वाला { $digits } अंकों का कोड डालें
verify = वेरिफ़ाई करें
checking = जाँच रहे हैं…
change-number = नंबर बदलें
send-again = फिर भेजें
send-again-now = अब आप एक और SMS मँगा सकते हैं।
send-new-code = नया कोड भेजें
call-me = कॉल से कोड पाएँ
call-me-now = अब आप कॉल से कोड पा सकते हैं।
calling = कॉल कर रहे हैं…
call-how = कॉल में एक बटन दबाने को कहा जाएगा, फिर कोड 3 बार बोला जाएगा।
call-from = कॉल { $number } से आएगी।

text-sending = SMS भेज रहे हैं…
text-unknown = अभी पता नहीं कि SMS गया या नहीं।
text-sent = SMS रास्ते में है।
text-sent-again = { $clock } पर फिर भेजा गया। SMS रास्ते में है।
text-slow = SMS में कुछ मिनट लग सकते हैं। आप कॉल से भी कोड पा सकते हैं।
text-slow-alone = SMS में कुछ मिनट लग सकते हैं।
text-delivered = SMS { $clock } पर पहुँच गया।
text-failed = SMS नहीं पहुँचा। हम कॉल करके कोड बता सकते हैं।
text-failed-alone = SMS नहीं पहुँचा।
call-placing = आपको कॉल कर रहे हैं…
call-unknown = अभी पता नहीं कि कॉल लगी या नहीं।
call-ringing = आपका फ़ोन बज रहा है।
call-answered = कॉल में बताया गया बटन दबाएँ, फिर { $digits } अंक सुनें।
call-speaking = { $digits } अंक सुनें: वे 3 बार बोले जाएँगे।
call-ended = कॉल ख़त्म हो गई।
call-no-key = सही बटन दबाए बिना कॉल ख़त्म हो गई, इसलिए हमने कोड नहीं बोला।
call-busy = लाइन व्यस्त थी। आप फिर कोशिश कर सकते हैं।
call-no-answer = किसी ने फ़ोन नहीं उठाया। आप फिर कोशिश कर सकते हैं।
call-voicemail = कॉल वॉइसमेल पर चली गई, इसलिए हमने कोड नहीं बोला।
call-failed = कॉल नहीं लगी।

code-over-title = नए कोड की ज़रूरत है
locked-title = बहुत सारे ग़लत कोड
code-over-expired = उस कोड का समय { $clock } पर ख़त्म हो गया। { $next }
code-over-used-up = उस कोड को डालने की सभी कोशिशें हो चुकी हैं। { $next }
over-send = नीचे नया कोड मँगाएँ।
over-start = नया कोड पाने के लिए फिर से शुरू करें।

done-title = आपका फ़ोन नंबर वेरिफ़ाई हो गया
done = आप यह पेज बंद कर सकते हैं या अपना काम जारी रख सकते हैं।
verify-another = दूसरा नंबर वेरिफ़ाई करें
unavailable-title = अभी यह नहीं हो सकता
unavailable = हमारी तरफ़ कुछ काम नहीं कर रहा है। कुछ भेजा नहीं गया और कुछ खोया नहीं। कुछ सेकंड बाद फिर कोशिश करें।
unreadable-title = हम इसे पढ़ नहीं सके
unreadable = हमें जो मिला, उसका इस्तेमाल नहीं हो सका। कोई कोड नहीं भेजा गया।
missing-title = ऐसा कोई पेज नहीं है
missing = शायद पता ग़लत लिखा है।

phone-missing = अपना मोबाइल नंबर डालें।
country-missing = देश चुनें, या नंबर को + और देश के कोड से शुरू करें।
country-unknown = किसी देश का यह कोड नहीं है। + के बाद के अंक जाँचें।
country-not-served = हम उस देश में कोड नहीं भेज सकते। किसी दूसरे देश का नंबर डालें।
text-not-served = हम इस तरह के नंबर पर कोड नहीं भेज सकते। अपना मोबाइल नंबर डालें।
call-not-served = हम इस तरह के नंबर पर कॉल नहीं कर सकते। आप SMS फिर मँगा सकते हैं।
phone-unreadable = यह फ़ोन नंबर नहीं है। अंक लिखें, जैसे { $number }, और देश का कोड देना हो तो + लगाएँ।
phone-strange = केवल अंक लिखें: उनमें “{ $character }” भी है।
phone-too-short = नंबर बहुत छोटा है। देखें कि कोई अंक छूटा तो नहीं।
phone-too-long = नंबर बहुत लंबा है। देखें कि कोई अंक ज़्यादा तो नहीं।
phone-wrong-length = उस देश के नंबरों की लंबाई अलग होती है। अंक जाँचें।
phone-unknown = हम यह नंबर नहीं पहचानते। अंक और देश जाँचें।
code-missing = { $digits } अंकों का कोड डालें।
code-shape = कोड में { $digits } अंक होते हैं। डाले गए अंक: { $typed }।
code-wrong = यह कोड सही नहीं है। जाँचकर फिर कोशिश करें। { $tries ->
    [one] { $tries } कोशिश बाक़ी है।
   *[other] { $tries } कोशिशें बाक़ी हैं।
}
code-expired = उस कोड का समय ख़त्म हो गया। नए कोड की ज़रूरत है।
code-used-up = उस कोड को डालने की सभी कोशिशें हो चुकी हैं। नए कोड की ज़रूरत है।
verification-locked = आपकी सभी कोशिशें हो चुकी हैं। नया कोड पाने के लिए फिर से शुरू करें।
phone-locked = इस नंबर के लिए बहुत सारे ग़लत कोड डाले गए हैं। आप { $later } फिर कोशिश कर सकते हैं।
text-too-soon = आप { $later } एक और SMS मँगा सकते हैं।
call-too-soon = आप { $later } कॉल से कोड पा सकते हैं।
no-sends-left = हम आपको और कोड नहीं भेज सकते। नया कोड पाने के लिए फिर से शुरू करें।
call-used-up = हम आपको और कॉल नहीं कर सकते। कोड अब भी चलेगा।
no-numbers-left = आपने कई नंबर आज़माए हैं। दूसरा आज़माने के लिए फिर से शुरू करें।
phone-rested = हम इस नंबर पर कई संदेश भेज चुके हैं। आप { $later } एक और मँगा सकते हैं। पहले भेजे गए कोड अब भी चलेंगे।
text-down = हम अभी SMS नहीं भेज सकते। कुछ नहीं भेजा गया। { $later } फिर कोशिश करें।
call-down = हम अभी कॉल नहीं कर सकते। आप अब भी SMS मँगा सकते हैं। { $later } फिर कोशिश करें।
client-rested = आपके नेटवर्क से बहुत सारे अनुरोध आए हैं। { $later } फिर कोशिश करें।
service-rested = हम अभी सामान्य से ज़्यादा संदेश भेज रहे हैं। { $later } फिर कोशिश करें।
text-unreachable = उस नंबर पर हमारा SMS नहीं जा सकता। उसे जाँचें या दूसरा डालें।
call-unreachable = हम उस नंबर पर कॉल नहीं कर सकते। आप SMS फिर मँगा सकते हैं।
text-not-sent = हम SMS नहीं भेज सके। थोड़ी देर में फिर कोशिश करें।
call-not-sent = हम कॉल नहीं कर सके। थोड़ी देर में फिर कोशिश करें।
text-maybe-sent = पता नहीं कि SMS गया या नहीं। अगर न आए तो फिर मँगाएँ।
call-maybe-sent = पता नहीं कि कॉल लगी या नहीं। अगर फ़ोन न बजे तो फिर कॉल मँगाएँ।
start-again = इस पेज का समय ख़त्म हो गया। अपना नंबर फिर डालें।
already-verified = आपका फ़ोन नंबर पहले ही वेरिफ़ाई हो चुका है।
moved-on = किसी दूसरे टैब या विंडो में कुछ बदल गया है, इसलिए न कुछ भेजा गया और न कुछ गिना गया। इस पेज पर अभी की स्थिति दिख रही है।
cookie-missing = हमने कोड नहीं भेजा: आपका ब्राउज़र हमारी कुकी नहीं रखता। ब्राउज़र की सेटिंग में इस साइट के लिए कुकी की अनुमति दें, फिर दोबारा कोशिश करें।

# 70 characters to a segment, so it is short.
text = { $brand } OTP: { $code }. किसी को न दें।

spoken-greeting = नमस्ते। यह { $brand } की ओर से ऑटोमेटेड कॉल है। आपने जो कोड मँगाया था, वह हम बताएँगे।
spoken-press = अपना कोड सुनने के लिए { $key } दबाएँ।
spoken-wrong-key = वह दूसरा बटन था।
spoken-code = आपका { $brand } कोड है
spoken-again = एक बार फिर, आपका कोड है
spoken-expires = यह { $span } में ख़त्म हो जाएगा।
spoken-warning = इसे किसी को न बताएँ।
spoken-repeat = दोबारा सुनने के लिए { $key } दबाएँ।
spoken-goodbye = धन्यवाद।
spoken-no-key = सही बटन नहीं दबाया गया, इसलिए कोड नहीं बताया गया। धन्यवाद।
spoken-expired = इस कोड का समय ख़त्म हो गया है। धन्यवाद।

## Pages in place of an empty answer, and the end of a wait

elsewhere-title = पेज को उसके अपने पते पर खोलें
elsewhere = आप जिस पेज से आए हैं, वह ऐसे पते पर खुला था जिसे हम नहीं जानते। कुछ नहीं भेजा गया। यहाँ से आगे बढ़ें:
too-large-title = यह बहुत लंबा है
too-large = आपने जो डाला है, वह किसी नंबर या कोड से ज़्यादा लंबा है। कुछ नहीं भेजा गया।
too-slow-title = यह समय पर नहीं पहुँचा
too-slow = आपने जो डाला, उसे पहुँचने में बहुत देर लगी। कुछ नहीं भेजा गया। अपना इंटरनेट कनेक्शन जाँचें।
busy = इस समय यहाँ बहुत लोग हैं। कुछ नहीं भेजा गया। कुछ सेकंड बाद फिर कोशिश करें।
broke = हमारी तरफ़ कुछ काम नहीं कर रहा है और हम नहीं जानते कि कुछ भेजा गया या नहीं। अगर कुछ न पहुँचे, तो फिर कोशिश करें।
wait-over = यह थोड़ा जल्दी था। अब आप फिर कोशिश कर सकते हैं।

## For a client

client-wants = { $client } आपके फ़ोन नंबर की पुष्टि करना चाहता है।
client-wants-known = { $client } पुष्टि करना चाहता है कि यह फ़ोन आपका है।
client-cancel = रद्द करें और { $client } पर वापस जाएँ
client-other-number = यह मेरा नंबर नहीं है
client-back = { $client } पर वापस जाएँ
return-title = जहाँ से आप आए थे, वहाँ वापस
return = आगे बढ़ें
return-window = उस विंडो पर वापस जाएँ जहाँ से आप आए थे। अगर वहाँ नहीं लिखा कि आपका नंबर वेरिफ़ाई हो गया, तो उसका बटन फिर से दबाएँ।
broken-request-title = यह लिंक काम नहीं करता
broken-request = जिस वेबसाइट ने आपको यहाँ भेजा, उससे गलती हुई है। उस पर वापस जाकर फिर से कोशिश करें।
widget-expired = 5 मिनट से ज़्यादा हो गए। अपना फ़ोन नंबर फिर से वेरिफ़ाई करें।
