# Nobody is addressed as a man or a woman: verbal nouns and “يُرجى”. “خانة” is a digit of a
# number, “رقم” the phone number, “رمز البلد” its country code.

language-name = العربية
direction = rtl
voice = Polly.Zeina
voice-language = arb
sentence-space = { " " }

seconds = { $count ->
    [one] ثانية واحدة
    [two] ثانيتين
    [few] { $count } ثوانٍ
   *[other] { $count } ثانية
}
minutes = { $count ->
    [one] دقيقة واحدة
    [two] دقيقتين
    [few] { $count } دقائق
   *[other] { $count } دقيقة
}
hours = { $count ->
    [one] ساعة واحدة
    [two] ساعتين
    [few] { $count } ساعات
   *[other] { $count } ساعة
}
clock = { $clock }
clock-utc = { $clock } UTC
later = بعد { $span }
later-at = بعد { $span } (الساعة { $clock })
wait-seconds = (بعد { $count } ث)
wait-minutes = (بعد { $count } د)

progress = التقدّم
progress-number = الرقم
progress-code = الرمز
progress-done = تم
problem = هناك مشكلة
error-title = خطأ: { $title }
language = اللغة
support = مساعدة
handset = فتح هاتف التجربة
demo = التجربة من متجر تجريبي
try-again = إعادة المحاولة
go-to-start = الانتقال إلى صفحة البداية
start-over = البدء من جديد
offline = لا يوجد اتصال بالإنترنت. ما كتبته محفوظ.

phone-title = التحقق من رقم هاتفك
phone-why = سنرسل إليك في رسالة نصية رمزًا من { $digits } أرقام لنتأكد أن الرقم لك.
country = البلد أو المنطقة
country-choose = اختيار البلد
country-search = البحث باسم البلد أو رمزه
country-found = { $count ->
    [0] لم يُعثر على أي بلد. يُرجى مراجعة الكتابة أو البحث برمز البلد.
    [one] بلد واحد
    [two] بلدان اثنان
    [few] { $count } بلدان
    [many] { $count } بلدًا
   *[other] { $count } بلد
}
close = إغلاق
phone = رقم الهاتف المحمول
phone-example = مثلًا { $number }
example-country = EG
send-code = إرسال الرمز
sending = جارٍ الإرسال…
rates = قد تُحتسب رسوم على الرسالة.

code-title = إدخال الرمز
code = رمز من { $digits } أرقام
code-hint = يبقى صالحًا لمدة { $span }. نتحقق منه فور إدخال { $digits } أرقام.
code-time = يبقى الرمز صالحًا لمدة { $span }.
sent-to-text = يُرجى إدخال الرمز المكوّن من { $digits } أرقام من رسالتنا إلى { $number }
sent-to-call = يُرجى إدخال الرمز المكوّن من { $digits } أرقام من مكالمتنا إلى { $number }
verify = تحقُّق
checking = جارٍ التحقق…
change-number = تغيير الرقم
send-again = إعادة الإرسال
send-again-now = يمكنك الآن طلب رسالة أخرى.
send-new-code = إرسال رمز جديد
call-me = الحصول على الرمز بمكالمة
call-me-now = يمكنك الآن طلب مكالمة.
calling = جارٍ الاتصال…
call-how = يطلب منك صوت آلي الضغط على زر، ثم يقرأ الرمز 3 مرات.
call-from = ستأتي المكالمة من الرقم { $number }.

text-sending = جارٍ إرسال الرسالة…
text-unknown = لا نعرف بعد إن كانت الرسالة قد أُرسلت.
text-sent = الرسالة في الطريق.
text-sent-again = أُرسلت مرة أخرى ({ $clock }). هي في الطريق.
text-slow = قد تستغرق الرسائل بضع دقائق. يمكنك أيضًا تلقي مكالمة.
text-slow-alone = قد تستغرق الرسائل بضع دقائق.
text-delivered = وصلت الرسالة ({ $clock }).
text-failed = لم تصل الرسالة. يمكننا الاتصال بك لنقرأ لك رمزًا.
text-failed-alone = لم تصل الرسالة.
call-placing = جارٍ الاتصال بك…
call-unknown = لا نعرف بعد إن كانت المكالمة قد أُجريت.
call-ringing = هاتفك يرنّ.
call-answered = يُرجى الضغط على الزر المطلوب في المكالمة، ثم الاستماع إلى { $digits } أرقام.
call-speaking = سنقرأ عليك الرمز المكوّن من { $digits } أرقام، 3 مرات.
call-ended = انتهت المكالمة.
call-no-key = انتهت المكالمة قبل الضغط على الزر الصحيح، لذلك لم نقرأ الرمز.
call-busy = كان الخط مشغولًا. يمكنك المحاولة مرة أخرى.
call-no-answer = لم يردّ أحد. يمكنك المحاولة مرة أخرى.
call-voicemail = ردّ البريد الصوتي، لذلك لم نقرأ الرمز.
call-failed = تعذّر إتمام المكالمة.

code-over-title = يلزم رمز جديد
locked-title = رموز خاطئة كثيرة
code-over-expired = انتهت مدة ذلك الرمز ({ $clock }). { $next }
code-over-used-up = استُنفدت محاولات إدخال ذلك الرمز. { $next }
over-send = يمكنك طلب إرسال رمز جديد أدناه.
over-start = يُرجى البدء من جديد للحصول على رمز جديد.

done-title = تم التحقق من رقم هاتفك
done = يمكنك إغلاق هذه الصفحة أو متابعة ما كنت تفعله.
verify-another = التحقق من رقم آخر
unavailable-title = لا يمكننا فعل ذلك الآن
unavailable = هناك عطل لدينا. لم يُرسل شيء ولم يضِع شيء. يُرجى المحاولة مرة أخرى بعد ثوانٍ.
unreadable-title = لم نتمكن من معالجة الطلب
unreadable = لم نتمكن من استعمال ما وصل إلينا. لم يُرسل أي رمز.
missing-title = لا توجد صفحة كهذه
missing = ربما كُتب العنوان خطأً.

phone-missing = يُرجى إدخال رقم هاتفك المحمول.
country-missing = يُرجى اختيار البلد، أو بدء الرقم بعلامة + ورمز البلد.
country-unknown = رمز البلد هذا غير موجود. يُرجى مراجعة الأرقام بعد علامة +.
country-not-served = لا يمكننا إرسال رموز إلى ذلك البلد. يُرجى استعمال رقم من بلد آخر.
text-not-served = لا يمكننا إرسال رموز إلى هذا النوع من الأرقام. يُرجى استعمال رقم هاتفك المحمول.
call-not-served = لا يمكننا الاتصال بهذا النوع من الأرقام. يمكنك طلب الرسالة مرة أخرى.
phone-unreadable = هذا ليس رقم هاتف. يُرجى استعمال الأرقام، مثل { $number }، مع علامة + إن لزم رمز البلد.
phone-strange = يُرجى إدخال أرقام فقط: يوجد بينها «{ $character }».
phone-too-short = رقم الهاتف قصير جدًا. يُرجى التأكد من عدم نقص أي خانة.
phone-too-long = رقم الهاتف طويل جدًا. يُرجى التأكد من عدم وجود خانة زائدة.
phone-wrong-length = عدد الخانات مختلف في أرقام ذلك البلد. يُرجى مراجعة الرقم.
phone-unknown = هذا الرقم غير معروف لدينا. يُرجى مراجعة الخانات والبلد.
code-missing = يُرجى إدخال الرمز المكوّن من { $digits } أرقام.
code-shape = يتكوّن الرمز من { $digits } أرقام. { $typed ->
    [0] لم يُدخل أي رقم.
    [one] أُدخل رقم واحد.
    [two] أُدخل رقمان.
    [few] أُدخلت { $typed } أرقام.
    [many] أُدخل { $typed } رقمًا.
   *[other] أُدخل { $typed } رقم.
}
code-wrong = هذا الرمز ليس صحيحًا. يُرجى مراجعته والمحاولة مرة أخرى. { $tries ->
    [one] بقيت محاولة واحدة.
    [two] بقيت محاولتان.
    [few] بقيت { $tries } محاولات.
   *[other] بقيت { $tries } محاولة.
}
code-expired = انتهت مدة ذلك الرمز. يلزم رمز جديد.
code-used-up = استُنفدت محاولات إدخال ذلك الرمز. يلزم رمز جديد.
verification-locked = استُنفدت كل محاولاتك. يُرجى البدء من جديد للحصول على رمز جديد.
phone-locked = أُدخلت لهذا الرقم رموز خاطئة كثيرة. يمكنك المحاولة مرة أخرى { $later }.
text-too-soon = يمكنك طلب رسالة أخرى { $later }.
call-too-soon = يمكنك طلب مكالمة { $later }.
no-sends-left = لا يمكننا إرسال رموز أخرى إليك. يُرجى البدء من جديد للحصول على رمز جديد.
call-used-up = لا يمكننا الاتصال بك مرة أخرى. الرمز ما زال صالحًا.
no-numbers-left = جُرّبت عدة أرقام. يُرجى البدء من جديد لتجربة رقم آخر.
phone-rested = أرسلنا عدة رسائل إلى هذا الرقم. يمكنك طلب رسالة أخرى { $later }. الرموز المرسلة سابقًا ما زالت صالحة.
text-down = لا يمكننا إرسال الرسائل الآن. لم يُرسل شيء. يُرجى المحاولة مرة أخرى { $later }.
call-down = لا يمكننا الاتصال الآن. ما زال بإمكاننا إرسال رسالة نصية. يُرجى المحاولة مرة أخرى { $later }.
client-rested = وصلت طلبات كثيرة من شبكتك. يُرجى المحاولة مرة أخرى { $later }.
service-rested = نرسل رسائل أكثر من المعتاد. يُرجى المحاولة مرة أخرى { $later }.
text-unreachable = لا يمكن لهذا الرقم تلقي رسائلنا. يُرجى مراجعته أو استعمال رقم آخر.
call-unreachable = لا يمكننا الاتصال بهذا الرقم. يمكنك طلب الرسالة مرة أخرى.
text-not-sent = لم نتمكن من إرسال الرسالة. يُرجى المحاولة مرة أخرى بعد لحظات.
call-not-sent = لم نتمكن من إجراء المكالمة. يُرجى المحاولة مرة أخرى بعد لحظات.
text-maybe-sent = لا نعرف إن كانت الرسالة قد أُرسلت. إن لم تصل، يمكنك طلبها مرة أخرى.
call-maybe-sent = لا نعرف إن كانت المكالمة قد أُجريت. إن لم يرنّ الهاتف، يمكنك طلب مكالمة أخرى.
start-again = انتهت مدة هذه الصفحة. يُرجى إدخال رقمك مرة أخرى.
already-verified = سبق التحقق من رقم هاتفك.
moved-on = حدث تغيير في علامة تبويب أو نافذة أخرى، لذلك لم يُرسَل شيء ولم يُحتسَب شيء. تعرض هذه الصفحة الوضع الحالي.
cookie-missing = لم نرسل رمزًا: متصفحك لا يحتفظ بملف تعريف الارتباط الخاص بنا. يُرجى السماح بملفات تعريف الارتباط لهذا الموقع في إعدادات المتصفح، ثم إعادة المحاولة.

# 70 characters to a segment, so it is short. A word between brand and code: with a colon
# they would form one run from left to right.
text = رمز { $brand } هو { $code }. لا تعطه لأحد

spoken-greeting = مرحبًا. هذه مكالمة آلية من { $brand } لإبلاغك بالرمز الذي طلبته.
spoken-press = لسماع الرمز، يُرجى الضغط على الرقم { $key }.
spoken-wrong-key = هذا ليس الزر المطلوب.
spoken-code = رمز { $brand } هو
spoken-again = مرة أخرى، الرمز هو
spoken-expires = تنتهي مدته بعد { $span }.
spoken-warning = يُرجى عدم إعطائه لأحد.
spoken-repeat = لسماعه مرة أخرى، يُرجى الضغط على الرقم { $key }.
spoken-goodbye = مع السلامة.
spoken-no-key = لم يُضغط على الزر الصحيح، لذلك لم يُقرأ الرمز. مع السلامة.
spoken-expired = انتهت مدة هذا الرمز. مع السلامة.

## Pages in place of an empty answer, and the end of a wait

elsewhere-title = يُرجى فتح الصفحة من عنوانها
elsewhere = فُتحت الصفحة السابقة من عنوان لا نعرفه. لم يُرسل شيء. يمكن المتابعة من هنا:
too-large-title = هذا أطول من اللازم
too-large = ما أُدخل أطول من أي رقم أو رمز. لم يُرسل شيء.
too-slow-title = لم يصل ذلك في الوقت المناسب
too-slow = استغرق وصول ما أُدخل وقتًا أطول من اللازم. لم يُرسل شيء. يُرجى التحقق من الاتصال بالإنترنت.
busy = يوجد هنا الآن عدد كبير من الأشخاص. لم يُرسل شيء. يُرجى إعادة المحاولة بعد بضع ثوانٍ.
broke = هناك خلل لدينا، ولا نعرف إن كان قد أُرسل شيء. إذا لم يصل شيء، يُرجى إعادة المحاولة.
wait-over = كان ذلك مبكرًا بلحظة. يمكن إعادة المحاولة الآن.

## For a client

client-wants = يريد { $client } تأكيد رقم هاتفك.
client-wants-known = يريد { $client } التأكد من أن هذا الهاتف لك.
client-cancel = إلغاء والعودة إلى { $client }
client-other-number = هذا ليس رقمي
client-back = العودة إلى { $client }
return-title = العودة إلى حيث كنت
return = متابعة
return-window = ارجع إلى النافذة التي أتيت منها. إذا لم يظهر فيها أنه تم التحقق من رقمك، فاضغط على الزر مرة أخرى.
broken-request-title = هذا الرابط لا يعمل
broken-request = أخطأ الموقع الذي أرسلك إلى هنا. ارجع إليه وحاول مرة أخرى.
widget-expired = مرّت أكثر من 5 دقائق. يُرجى التحقق من رقم هاتفك مرة أخرى.
