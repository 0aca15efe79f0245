// Every word of the page in both languages, and which of the two is spoken.

const WORDS = {
  zh: {
    other: "English", skip: "跳到内容", docs: "接口文档", logOut: "退出登录",
    signIn: "员工登录", signInLead: "登录后查看各场馆的实时情况。", login: "登录名", password: "密码",
    loginHint: "会员请输入带国家区号的手机号，例如 +86…", enter: "登录", entering: "正在登录…",
    today: "今日概况", todayLead: "数据每五秒更新", updated: "更新于 {time}",
    inside: "在馆人数", insideNote: "当前", income: "今日收入", refunded: "含退款 {money}", noRefund: "无退款",
    classes: "今日课程", noClasses: "今天没有课程。", loading: "正在加载…", noVenues: "还没有场馆，请先由总部开设场馆。",
    taken: "{taken} / {seats} 人", left: "余 {left}", full: "已满", waiting: "候补 {waiting}", cancelled: "已取消",
    over: "已结束", forbidden: "您的岗位无权查看。", away: "暂时无法获取，稍后自动重试。",
    offline: "与服务器的连接已断开，正在自动重连；下方为最近一次的数据。", ended: "登录已失效，请重新登录。",
    mustChange: "首次登录请设置您自己的密码", newPassword: "新密码", newPasswordHint: "至少 8 个字符，建议使用多个词组成。",
    change: "设置密码", memberHere: "您已登录。会员功能将在手机应用中提供。",
    roles: { head_office: "总部", venue_manager: "店长", front_desk: "前台", coach: "教练", finance_clerk: "财务", member: "会员" },
  },
  en: {
    other: "中文", skip: "Skip to content", docs: "API documentation", logOut: "Log out",
    signIn: "Staff log-in", signInLead: "See how the venues are doing right now.", login: "Login", password: "Password",
    loginHint: "Members: your phone number with its country code, such as +86…", enter: "Log in", entering: "Logging in…",
    today: "Today", todayLead: "Figures refresh every five seconds", updated: "updated {time}",
    inside: "Inside", insideNote: "right now", income: "Income today", refunded: "{money} refunded", noRefund: "no refunds",
    classes: "Classes today", noClasses: "No classes today.", loading: "Loading…", noVenues: "There are no venues yet. Head office opens the first one.",
    taken: "{taken} of {seats}", left: "{left} left", full: "full", waiting: "{waiting} waiting", cancelled: "cancelled",
    over: "over", forbidden: "Your role may not see this.", away: "Not available just now; trying again.",
    offline: "The connection to the server is lost; reconnecting. Below are the latest figures.", ended: "Your session has ended. Please log in again.",
    mustChange: "Choose a password of your own", newPassword: "New password", newPasswordHint: "Eight characters or more; several words are best.",
    change: "Set password", memberHere: "You are logged in. What members do comes with the phone app.",
    roles: { head_office: "Head office", venue_manager: "Venue manager", front_desk: "Front desk", coach: "Coach", finance_clerk: "Finance", member: "Member" },
  },
};

const KEPT = "stadion.language";
let spoken = localStorage.getItem(KEPT) === "en" ? "en" : "zh";

export const language = () => spoken;
export const locale = () => (spoken === "zh" ? "zh-CN" : "en-GB");

/** The language of who logged in, unless another was chosen on this machine. */
export function speak(tongue) {
  if (localStorage.getItem(KEPT) === null && tongue) spoken = tongue;
}

export function speakOther() {
  spoken = spoken === "zh" ? "en" : "zh";
  localStorage.setItem(KEPT, spoken);
}

export function say(name, facts = {}) {
  return WORDS[spoken][name].replace(/\{(\w+)\}/g, (_, fact) => facts[fact]);
}

export const role = (name) => WORDS[spoken].roles[name] ?? name;

/** Chinese or English name of a thing that has both. */
export const named = (row, field) => (spoken === "zh" && row[`${field}_zh`]) || row[field];

export function money({ amount, currency }) {
  const format = new Intl.NumberFormat(locale(), { style: "currency", currency });
  return format.format(amount / 10 ** format.resolvedOptions().maximumFractionDigits);
}

export function time(instant, zone, seconds = false) {
  const shown = { hour: "2-digit", minute: "2-digit", hourCycle: "h23", timeZone: zone };
  return new Intl.DateTimeFormat(locale(), seconds ? { ...shown, second: "2-digit" } : shown).format(new Date(instant));
}

export function day(instant, zone) {
  return new Intl.DateTimeFormat(locale(), { month: "short", day: "numeric", weekday: "short", timeZone: zone }).format(instant);
}
