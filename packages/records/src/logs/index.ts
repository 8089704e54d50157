export { accessLogFormat, accessLogs } from "./access-logs.ts";
export { albLogFormat, albLogs } from "./alb-logs.ts";
export { cloudFrontLogFormat, cloudFrontLogs } from "./cloudfront-logs.ts";
export { s3AccessLogFormat, s3AccessLogs } from "./s3-access-logs.ts";
export { syslogFormat, syslogs } from "./syslogs.ts";
export { vpcFlowLogFormat, vpcFlowLogs } from "./vpc-flow-logs.ts";
