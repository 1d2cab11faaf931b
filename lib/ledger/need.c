/* SPDX-License-Identifier: MIT */
/* Needs in words, English and Chinese, with the names they are about. */
#include "ledger/need.h"

#include "core/date.h"
#include "core/money.h"
#include "ledger/months.h"

#define NOBODY DN_EVENT_NOBODY

const struct dn_need_row dn_need_rows[DN_NEED_KINDS] = {
#define DN_NEED(id, code, rule, path, english, chinese) \
	{ code, rule, path, english, chinese },
#include "ledger/need.def"
#undef DN_NEED
};

/*
 * The phrases: %b batch, %e event, %o the other event, %f employer, %m month,
 * %n count, %h what there is, %y and %z these two as yuan or per cent, %s what
 * there is and %d the count as days, %i kinds of insurance, %k kind of
 * evidence, %% itself.  A second one is for when there is no event or employer,
 * or the count is 0; see is_second.
 */
static const struct phrase {
	const char *english[2], *chinese[2];
} phrases[DN_NEED_KINDS] = {
	[DN_NEED_ENROLMENT] = {
		{ "enrolment in a batch", "enrolment in a batch in %m" },
		{ "编入批次", "%m在册" } },
	[DN_NEED_OPENING] = {
		{ "batch_open of batch %b", NULL },
		{ "批次%b的开班记录", NULL } },
	[DN_NEED_BATCH_RULED] = {
		{ "a policy version in force when batch %b opened", NULL },
		{ "批次%b开班时有效的政策版本", NULL } },
	[DN_NEED_VERDICT] = {
		{ "a verdict on batch %b", NULL },
		{ "批次%b的培训验收结论", NULL } },
	[DN_NEED_SIZE] = {
		{ "%n more enrolled persons in batch %b before a new verdict",
		    "a new verdict on batch %b, which was too small for %e" },
		{ "批次%b再编入%n人后重新验收",
		    "批次%b重新验收（%e时人数不足）" } },
	[DN_NEED_PAPER] = {
		{ "evidence for batch %b: %k", NULL },
		{ "批次%b的验收材料：%k", NULL } },
	[DN_NEED_PASS] = {
		{ "a verdict on batch %b that names the person as passed; "
		    "%e does not", NULL },
		{ "批次%b认定本人合格的验收结论（%e未认定）", NULL } },
	[DN_NEED_PRESENCE] = {
		{ "a new verdict on batch %b; when %e came the person was "
		    "not enrolled", NULL },
		{ "批次%b重新验收（%e时本人不在册）", NULL } },
	[DN_NEED_TRAINING] = {
		{ "training passed", NULL }, { "培训验收合格", NULL } },
	[DN_NEED_RULED] = {
		{ "a policy version in force on the first day of %m", NULL },
		{ "%m首日有效的政策版本", NULL } },
	[DN_NEED_PROOF] = {
		{ "wage proof for %m; %o voids %e",
		    "wage proof for %m from an employer with a contract" },
		{ "%m的工资流水证明（%e已被%o作废）",
		    "合同单位%m的工资流水证明" } },
	[DN_NEED_EMPLOYER] = {
		{ "wage proof for %m from an employer on the list; %f is not",
		    NULL },
		{ "名单内单位%m的工资流水证明（%f不在名单内）", NULL } },
	[DN_NEED_WAGE] = {
		{ "a wage of %y or more for %m; %e proves %z", NULL },
		{ "%m工资不低于%y元（%e为%z元）", NULL } },
	[DN_NEED_CONTRACT] = {
		{ "a contract with %f that covers a day of %m",
		    "a contract with an employer that covers a day of %m" },
		{ "与%f的覆盖%m的劳动合同", "覆盖%m的劳动合同" } },
	[DN_NEED_LENGTH] = {
		{ "a contract of %n months or more; %e is shorter",
		    "a contract of %n months or more" },
		{ "%n个月以上的劳动合同（%e期限不足）",
		    "%n个月以上的劳动合同" } },
	[DN_NEED_INSURANCE] = {
		{ "insurance kinds %i",
		    "insurance kinds, %n of %i" },
		{ "社会保险：%i", "社会保险：%i中的%n种" } },
	[DN_NEED_DAYS] = {
		{ "%n days of %m under contract; there are %h", NULL },
		{ "%m在职满%n天（现为%h天）", NULL } },
	[DN_NEED_UNVETOED] = {
		{ "a finding mended: spot check %e voids %m", NULL },
		{ "整改：抽检%e否定%m", NULL } },
	[DN_NEED_STREAM] = {
		{ "wage proof for %m, which closes the gap",
		    "proofs for the months of the gap before %m" },
		{ "补齐中断月份%m的证明", "补齐%m之前中断月份的证明" } },
	[DN_NEED_REST] = {
		{ "nothing: the cap of %y is reached", NULL },
		{ "无：已达上限%y元", NULL } },
	[DN_NEED_FREE] = {
		{ "release of batch %b, held by %e",
		    "release of batch %b, which is held" },
		{ "批次%b解除暂停（%e）", "批次%b解除暂停" } },
	[DN_NEED_CERTIFICATE] = {
		{ "a certificate", NULL }, { "相应的证书", NULL } },
	[DN_NEED_EXAM] = {
		{ "a score of %n or more; the best is %h",
		    "a score of %n or more" },
		{ "考核成绩不低于%n（现为%h）", "考核成绩不低于%n" } },
	[DN_NEED_ATTENDANCE] = {
		{ "attendance of %y%% of the classes", NULL },
		{ "出勤率达到%y%%", NULL } },
	[DN_NEED_HOURS] = {
		{ "%n hours of training; there are %h", NULL },
		{ "培训满%n学时（现为%h学时）", NULL } },
	[DN_NEED_HOURS_BELOW] = {
		{ "nothing: it is for fewer than %n hours; there are %h",
		    NULL },
		{ "无：仅限不足%n学时（现为%h学时）", NULL } },
	[DN_NEED_INSURED_MONTHS] = {
		{ "%n insured months", NULL }, { "参保满%n个月", NULL } },
	[DN_NEED_PAYROLL_MONTHS] = {
		{ "wage proofs for %n months", NULL },
		{ "%n个月的工资流水证明", NULL } },
	[DN_NEED_WITHIN] = {
		{ "a contract that begins from %s to %d", NULL },
		{ "%s至%d之间开始的劳动合同", NULL } },
	[DN_NEED_SEATS] = {
		{ "%n persons at %f in %m; there are %h", NULL },
		{ "%f在%m满%n人（现为%h人）", NULL } },
	[DN_NEED_WINDOW] = {
		{ "nothing: only %n months are paid for", NULL },
		{ "无：仅补贴%n个月", NULL } },
	[DN_NEED_ONCE] = {
		{ "nothing: it was paid for with %e", NULL },
		{ "无：已按%e补贴", NULL } },
	[DN_NEED_DELAY] = {
		{ "nothing: it is paid from %d on", NULL },
		{ "无：%d起拨付", NULL } },
	[DN_NEED_CAP] = {
		{ "nothing: the cap of %y is reached", NULL },
		{ "无：已达上限%y元", NULL } },
	[DN_NEED_AMOUNT] = {
		{ "nothing: the policy has no amount for it", NULL },
		{ "无：政策未列相应金额", NULL } }
};

static const struct {
	const char *english, *chinese;
} insurances[] = {
	{ "pension", "养老" }, { "medical", "医疗" },
	{ "unemployment", "失业" },
	{ "injury", "工伤" }, { "maternity", "生育" }
};

struct dn_need
dn_need_of(enum dn_need_kind kind)
{
	return (struct dn_need){
		.kind = kind, .batch = NOBODY, .employer = NOBODY,
		.event = NOBODY, .other = NOBODY
	};
}

static void
write_name(struct dn_bytes *out, const struct dn_names *names,
    uint32_t number)
{
	if (number != NOBODY)
		dn_bytes_add_span(out, dn_names_get(names, number));
}

static void
write_month(struct dn_bytes *out, int32_t month)
{
	char text[DN_MONTH_TEXT + 1];

	dn_month_write(dn_date_from_number(dn_month_begins(month)), text);
	dn_bytes_add_text(out, text);
}

static void
write_day(struct dn_bytes *out, int32_t day)
{
	char text[DN_DATE_TEXT + 1];

	dn_date_write(dn_date_from_number(day), text);
	dn_bytes_add_text(out, text);
}

static void
write_insurances(struct dn_bytes *out, uint8_t kinds,
    enum dn_language language)
{
	bool chinese = language == DN_LANGUAGE_CHINESE, first = true;
	size_t i;

	for (i = 0; i < sizeof(insurances) / sizeof(insurances[0]); i++) {
		if ((kinds >> i & 1) == 0)
			continue;
		if (!first)
			dn_bytes_add_text(out, chinese ? "、" : ", ");
		dn_bytes_add_text(out, chinese ? insurances[i].chinese :
		    insurances[i].english);
		first = false;
	}
}

/* Append what stands for a letter of a phrase. */
static void
write_part(struct dn_bytes *out, const struct dn_book *book,
    const struct dn_need *need, char letter, enum dn_language language)
{
	switch (letter) {
	case 'b':
		write_name(out, book->batches, need->batch);
		return;
	case 'e':
		write_name(out, book->ids, need->event);
		return;
	case 'o':
		write_name(out, book->ids, need->other);
		return;
	case 'f':
		write_name(out, book->employers, need->employer);
		return;
	case 'm':
		write_month(out, need->month);
		return;
	case 'n':
		dn_bytes_add_int(out, need->count);
		return;
	case 'h':
		dn_bytes_add_int(out, need->have);
		return;
	case 'y':
		dn_money_write(out, need->count);
		return;
	case 'z':
		dn_money_write(out, need->have);
		return;
	case 'k':
		dn_bytes_add_span(out, need->text);
		return;
	case 'd':
		write_day(out, (int32_t)need->count);
		return;
	case 's':
		write_day(out, (int32_t)need->have);
		return;
	case '%':
		dn_bytes_add_byte(out, '%');
		return;
	default:
		write_insurances(out, need->insurance, language);
	}
}

/* Is it the second phrase that fits? */
static bool
is_second(const struct dn_need *need)
{
	switch (need->kind) {
	case DN_NEED_ENROLMENT:
		return need->month != 0;
	case DN_NEED_SIZE:
		return need->count == 0;
	case DN_NEED_STREAM:
		return need->have != 0;
	case DN_NEED_EXAM:
		return need->have < 0;
	case DN_NEED_PROOF:
	case DN_NEED_LENGTH:
	case DN_NEED_FREE:
		return need->event == NOBODY;
	case DN_NEED_CONTRACT:
		return need->employer == NOBODY;
	case DN_NEED_INSURANCE:
		return __builtin_popcount(need->insurance) > need->count;
	default:
		return false;
	}
}

void
dn_need_write(struct dn_bytes *out, const struct dn_book *book,
    const struct dn_need *need, enum dn_language language)
{
	const struct phrase *phrase = &phrases[need->kind];
	const char *at = (language == DN_LANGUAGE_CHINESE ? phrase->chinese :
	    phrase->english)[is_second(need)];

	for (; *at != '\0'; at++)
		if (*at == '%')
			write_part(out, book, need, *++at, language);
		else
			dn_bytes_add_byte(out, *at);
}

uint64_t
dn_need_line(const struct dn_policy *policy,
    const struct dn_policy_version *version,
    const struct dn_policy_component *rule, enum dn_need_kind kind)
{
	const char *path = dn_need_rows[kind].path;
	struct dn_bytes text;
	uint64_t line = 0;

	if (version == NULL)
		return 0;
	if (*path != '@' && *path != '^')
		return dn_policy_line_of(policy, version, path);
	dn_bytes_init(&text, SIZE_MAX);
	dn_bytes_add_text(&text, "components.");
	dn_bytes_add_span(&text, *path == '^' ? version->upfront.id :
	    rule != NULL ? rule->id : version->retention.id);
	dn_bytes_add_byte(&text, '.');
	dn_bytes_add_text(&text, path + 1);
	line = dn_policy_line_of(policy, version, dn_bytes_text(&text));
	dn_bytes_release(&text);
	return line;
}
